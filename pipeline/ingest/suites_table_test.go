package ingest

// duckDBDiffers says of every file that is not read as DuckDB reads it why not.
var duckDBDiffers = []struct{ why, files string }{
	{"rows of another width, or with quotes that break the rules, are rejected one by one, each with its line; DuckDB drops them, fills them up, or makes the whole file one column", `
		14512.csv all_quotes.csv auto/mock_duckdb_test_data.csv auto/tab_single_quote_varchar.csv bug_10273.csv bug_10283.csv
		csv_quoted_newline_odd.csv decimal_separators/mixed_format_fail.csv error.csv error/json.csv error/mid_null.csv extra_delimiters.csv
		from_df.csv inconsistencies/inconsistent_columns_6.csv inconsistent_cells.csv locations_header_trailing_comma.csv missing_column.csv
		no_opt.csv no_quote.csv page_namespacepage_title_sample.csv pollock/file_field_delimiter_0x20.csv rejects/incorrect_columns/few_columns.csv
		rejects/incorrect_columns/many_columns.csv rejects/incorrect_columns/mix_columns.csv rejects/incorrect_columns/small_mix.csv
		rejects/multiple_errors/cast_and_less_col.csv rejects/multiple_errors/cast_and_more_col.csv
		rejects/multiple_errors/less_col_and_max_line.csv rejects/multiple_errors/more_col_and_max_line.csv
		rejects/multiple_errors/multiple_errors.csv rejects/multiple_errors/unquoted_cast.csv rejects/multiple_errors/unquoted_less.csv
		rejects/multiple_errors/unquoted_maxline.csv rejects/multiple_errors/unquoted_more.csv rejects/unquoted/basic.csv
		rejects/unquoted/unquoted_new_line.csv test/error_too_little.csv test/error_too_little_end_of_filled_chunk.csv
		test/error_too_little_single.csv test/error_too_many.csv thousands_separator/simple.csv unescaped_quotes/end_quote_mixed.csv
		unescaped_quotes/some_escaped_some_not.csv unescaped_quotes/stops.csv unionbyname_21248_1.csv unionbyname_21248_2.csv
		unquoted_escape/human_eval.tsv unquoted_escape/identical.csv unquoted_escape/mixed.csv unquoted_escape/plain.csv`},
	{"the first row looks like those below it, or recurs among them, so it is a row; DuckDB takes it for the header", `
		17738.csv 17738_rn.csv auto/invalid_time.csv auto/varchar_multi_line.csv big_not_bool.csv dates_special_format.csv enum_type.csv
		error/csv_error.csv error/mismatch/big_bad.csv error/mismatch/big_bad2.csv header.csv header_2.csv quoted_values_delimited.csv response.csv
		small_bad.csv test/force_not_null.csv test/force_not_null_inull.csv test/force_quote.csv test/timestampformat.csv
		thousands_separator/simple_quoted.csv thousands_separator/thousands_broken.csv validator/single_column.csv
		validator/single_column_notquoted_newline.csv validator/single_column_quoted_newline.csv`},
	{"it is not UTF-8: read as windows-1252 with a warning, or as UTF-16; DuckDB wants to be told", `
		encodings/all_latin1.csv encodings/latin1.csv encodings/only_latin1.csv encodings/only_utf16.csv encodings/shift_jis.csv encodings/utf16.csv
		error/banklist.csv invalid_utf8.csv quoted_comment_buffer_boundary.csv rejects/frankstein/nightmare.csv
		rejects/multiple_errors/invalid_utf_cast.csv rejects/multiple_errors/invalid_utf_less.csv rejects/multiple_errors/invalid_utf_max_line.csv
		rejects/multiple_errors/invalid_utf_more.csv rejects/multiple_errors/invalid_utf_unquoted.csv test/invalid_utf.csv test/invalid_utf_big.csv
		test/invalid_utf_complex.csv test/invalid_utf_header.csv test/invalid_utf_list.csv test/invalid_utf_quoted.csv
		test/invalid_utf_quoted_nl.csv`},
	{"a line of dashes below the header is drawn, and no row", `
		test/big_header.csv`},
	{"lines that begin with # are rejected while the job file does not say that they are comments", `
		comments/14648.csv comments/17226.csv comments/error.csv comments/invalid_rows.csv comments/mid_line.csv
		comments/mid_line_header.csv comments/mid_line_invalid.csv comments/mid_line_null.csv comments/mid_line_quote.csv comments/midline_big.csv
		comments/midline_empty_space.csv comments/mixed_options.csv comments/only_midline.csv comments/simple.csv comments/simple_comma.csv
		comments/simple_mid_line.csv`},
	{"kpibook has no delimiters of several characters: the rows are one column, or their quotes break the rules", `
		multidelimiter/aa_delim.csv multidelimiter/aa_delim_quoted.csv multidelimiter/aa_delim_quoted_2.csv multidelimiter/aa_delim_small.csv
		multidelimiter/aaa_delim.csv multidelimiter/aaaa_delim.csv multidelimiter/aaaa_delim_rn.csv multidelimiter/ab_delim.csv
		multidelimiter/abac_newline_in_quote.csv multidelimiter/escape_non_quote_escape_complex.csv multidelimiter/file_ends_in_quoted_value.csv
		multidelimiter/incomplete_multibyte_delimiter.csv multidelimiter/simple_unterminated_quote.csv multidelimiter/trailing_delimiter.csv
		multidelimiter/unquote_without_delimiter.csv multidelimiter/unterminated_escape.csv multidelimiter/unterminated_quote_multi_line.csv`},
	{"DuckDB refuses the whole file for rows that are rejected here one by one, for its types, or for lines that end in different ways", `
		14512_og.csv auto/multi_column_string_mix.csv mixed_new_line.csv mixed_new_line_2.csv nullpadding_big_mixed.csv test/mixed_line_endings.csv
		test_default_option.csv test_default_option_2.csv union-by-name/null_padding/np1.csv union-by-name/null_padding/np2.csv`},
	{"every row, or the rest of the file, breaks the rules for quotes: refused with the line; DuckDB reads such quotes as text", `
		escape.csv pollock/file_quotation_char_0x27.csv rejects/unquoted/unquoted_last_value.csv segfault.csv thijs_unquoted.csv
		unescaped_quotes/end_quote.csv unescaped_quotes/end_quote_2.csv unescaped_quotes/end_quote_3.csv validator/quoted_new_value.csv`},
	{"the header has another number of names than the rows have fields: refused, because names would stand over the wrong columns", `
		bug_12596.csv inconsistencies/inconsistent_columns_3.csv issue6764.csv locations_row_trailing_comma.csv nullpadding_header.csv
		unquoted_escape/human_eval.csv`},
	{"a row without anything in it is no row; DuckDB reads it as one of nulls", `
		blank_line.csv null_comparison.csv nullpadding_commas.csv test/many_empty_lines.csv test/windows_newline_empty.csv`},
	{"lines above the widest rows are taken to stand above the table, and named where they may be rows", `
		evil_nullpadding.csv evil_nullpadding_2.csv issue5077_aligned.csv test/unterminated.csv`},
	{"a file of 0 bytes has no columns; DuckDB gives it one", `
		add_escaped_rfc.csv empty.csv glob_dif_dialect/14166/empty.csv test/empty.csv`},
	{"a NUL byte is damage: its row is rejected, or the header refused", `
		null_terminator.csv nullbyte.csv nullbyte_header.csv nullterm.csv`},
	{"no field stands in quotes, so they are part of the text; DuckDB pads the rows", `
		bug_7578.csv`},
	{"DuckDB adds a column for the folder that the file lies in", `
		union-by-name/part=a/test.csv union-by-name/part=b/test.csv`},
	{"Python's csv module reads as many rows as kpibook; DuckDB counts 400 more", `
		error/quotednewlines.csv`},
	{"a backslash before a delimiter in quotes is kept; DuckDB drops it", `
		bad_escape.csv`},
	{"spaces after every delimiter are left out", `
		error/flush_cast.csv`},
	{"one field in single quotes does not prove that they are quotes", `
		single_quote.csv`},
}
