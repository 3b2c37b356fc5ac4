// Package ledger remembers what ran on what and what was published: an SQLite file, and beside it a folder of files that are
// named by the SHA-256 of their content. Both live in the workspace, a folder beside the job file.
//
// A run is begun (Begin) and finished (Finish). Finish is one commit: the inputs with their hashes and control totals, the
// findings, the published files with their hashes, every published figure, and the messages that tell of it. What a crash
// leaves is therefore either all of a run or nothing but the note that it began.
//
// To publish, the content of every file goes to the objects first (Put: written, flushed, renamed), then Finish commits, then
// the files get their visible names, then Settle notes that they have them. Whoever opens the ledger next gives a name to
// whatever a crash kept from it (Unsettled), from the objects. So the visible names follow the ledger, and the ledger holds the
// old publication or the new one.
//
// A seal holds a period's publication fast: its hash, its figures, and, as objects, the content of its inputs, so that what changes
// later can be told apart by cause. Messages stand in the outbox from the commit that publishes until they are sent (Queued,
// Sent, NotSent); their ids stay the same however often sending is tried.
//
// The package knows nothing of KPIs and of the shape of reports. Errors of SQLite and of the file system come back wrapped, with
// the file they concern.
package ledger
