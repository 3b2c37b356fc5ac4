// Package database reads the rows of queries from PostgreSQL: as texts, with every digit that the server has, and without a way to change
// anything there. What the connection says is a secret, and stands in no error.
package database

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// connectLimit is how long a server may take to let somebody in.
const connectLimit = 30 * time.Second

// largestRow is how many bytes a row may have.
const largestRow = 16 << 20

// Session is a connection with one transaction, in which all queries see the database at the same moment.
type Session struct {
	Version string // of the server, such as 15.14
	conn    *pgconn.PgConn
}

// Kind is what the values of a column are.
type Kind uint8

// The kinds. A binary number has the digits that tell it from its neighbours, and is not exact for money.
const (
	Text Kind = iota
	Number
	Binary
	Bool
	Date
	Moment
	Instant // with its distance from UTC
)

// Column is a column of the result of a query.
type Column struct {
	Name string
	Kind Kind
}

// Open connects to a server and begins a transaction that can only read. connection is a URL as postgres://user@host/name, or
// host=... user=... dbname=...; zone is the name of the time zone that instants are written in. Errors are *Fault, or the context's.
func Open(ctx context.Context, connection, zone string) (*Session, error) {
	config, err := pgconn.ParseConfig(connection)
	if err != nil { // it may quote the connection
		return nil, &Fault{Message: "the connection is not understood", Fix: "write it as postgres://user:password@host:5432/name?sslmode=verify-full"}
	}
	config.RuntimeParams["application_name"] = "kpibook"
	connecting, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	conn, err := pgconn.ConnectConfig(connecting, config)
	if err != nil {
		return nil, connectFault(ctx, err)
	}
	s := &Session{conn: conn, Version: conn.ParameterStatus("server_version")}
	for _, statement := range []string{
		"BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", "SET LOCAL client_encoding = 'UTF8'", "SET LOCAL datestyle = 'ISO, YMD'",
		"SET LOCAL extra_float_digits = 1", "SET LOCAL intervalstyle = 'postgres'",
	} {
		if err := conn.Exec(connecting, statement).Close(); err != nil {
			s.Close()
			return nil, connectFault(ctx, err)
		}
	}
	set := conn.ExecParams(connecting, "SELECT set_config('timezone', $1, true)", [][]byte{[]byte(zone)}, nil, nil, nil).Read()
	if set.Err != nil {
		s.Close()
		return nil, connectFault(ctx, set.Err)
	}
	return s, nil
}

// Close ends the transaction and the connection.
func (s *Session) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = s.conn.Close(ctx) // nothing was written
}

// Query runs one query for as long as limit at most. It hands over the columns and then row by row, a value that is NULL as nil; the
// values are valid until the next row. Errors are *Fault, that of a receiver, or the context's.
func (s *Session) Query(ctx context.Context, query string, limit time.Duration, columns func([]Column) error, row func([][]byte) error) error {
	limited, cancel := context.WithTimeout(ctx, limit+5*time.Second) // should the server not keep to it
	defer cancel()
	f := failing{ctx: ctx, query: query, limit: limit}
	if err := s.conn.Exec(limited, "SET LOCAL statement_timeout = "+strconv.FormatInt(limit.Milliseconds(), 10)).Close(); err != nil {
		return f.fault(err)
	}
	result := s.conn.ExecParams(limited, query, nil, nil, nil, nil)
	described, values := false, [][]byte{}
	var kinds []Column
	for result.NextRow() {
		if !described {
			described, kinds = true, columnsOf(result.FieldDescriptions())
			if err := columns(kinds); err != nil {
				_, _ = result.Close() // the error that counts is that of the receiver
				return err
			}
		}
		values = values[:0]
		length := 0
		for i, value := range result.Values() {
			length += len(value)
			values = append(values, written(kinds[i].Kind, value))
		}
		err := error(nil)
		if length > largestRow {
			err = &Fault{Message: fmt.Sprintf("a row has more than %d MiB", largestRow>>20), Fix: "select only the columns that the dataset has"}
		} else {
			err = row(values)
		}
		if err != nil {
			cancel()
			_, _ = result.Close()
			return err
		}
	}
	described = described || len(result.FieldDescriptions()) > 0 && columns(columnsOf(result.FieldDescriptions())) == nil
	if _, err := result.Close(); err != nil {
		return f.fault(err)
	}
	if !described {
		return &Fault{Message: "the query gives no columns", Fix: "write one SELECT that gives a row for each of the dataset"}
	}
	return nil
}

// columnsOf are the columns of a result. money is written by the habits of the server's country, so it stays a text.
func columnsOf(fields []pgconn.FieldDescription) []Column {
	kinds := map[uint32]Kind{16: Bool, 20: Number, 21: Number, 23: Number, 26: Number, 700: Binary, 701: Binary, 1700: Number, 1082: Date, 1114: Moment, 1184: Instant}
	columns := make([]Column, len(fields))
	for i, field := range fields {
		columns[i] = Column{field.Name, kinds[field.DataTypeOID]}
	}
	return columns
}

// written is a value as files have it: true and false in full, and an instant as 2026-10-31T23:30:00+01:00.
func written(kind Kind, value []byte) []byte {
	switch text := string(value); {
	case value == nil:
	case kind == Bool && text == "t":
		return []byte("true")
	case kind == Bool:
		return []byte("false")
	case kind == Instant:
		day, clock, ok := strings.Cut(text, " ")
		if !ok {
			return value
		}
		if sign := strings.LastIndexAny(clock, "+-"); sign == len(clock)-len("+01") {
			clock += ":00"
		}
		return []byte(day + "T" + clock)
	}
	return value
}
