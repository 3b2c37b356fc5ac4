package database

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Fault is why there are no rows. It says nothing of the connection.
type Fault struct {
	Message, Fix string
	Offset       int // of the character of the query at fault, from 1; 0: no place
}

func (f *Fault) Error() string { return f.Message + "\nfix: " + f.Fix }

// connectFault says why there is no connection.
func connectFault(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	const reach = "check that the server runs and can be reached from here, and the host and port of the connection"
	var refused *pgconn.PgError
	var name *net.DNSError
	var why syscall.Errno
	var network net.Error
	switch {
	case errors.As(err, &refused):
		return refusal(refused)
	case errors.As(err, &name):
		return &Fault{Message: "the host of the database is not known", Fix: reach}
	case errors.As(err, &why):
		return &Fault{Message: "the database does not answer: " + why.Error(), Fix: reach}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return &Fault{Message: fmt.Sprintf("the database did not answer within %s", connectLimit), Fix: reach}
	case strings.Contains(err.Error(), "tls") || strings.Contains(err.Error(), "TLS") || strings.Contains(err.Error(), "x509"):
		return &Fault{Message: "the connection to the database cannot be encrypted as it is to be", Fix: "check sslmode and sslrootcert of the connection with those who run the server"}
	}
	return &Fault{Message: "the connection to the database broke off", Fix: reach}
}

// refusal says why a server lets nobody in.
func refusal(err *pgconn.PgError) *Fault {
	switch err.Code {
	case "28P01", "28000":
		return &Fault{Message: "the database does not accept the user and password, or not from this machine", Fix: "check both in the connection, and which machines the server lets in"}
	case "3D000":
		return &Fault{Message: "the server has no database of the name in the connection", Fix: "check the name at the end of the connection"}
	case "42501":
		return &Fault{Message: "the user of the connection may not use the database", Fix: "have CONNECT granted to it"}
	case "53300":
		return &Fault{Message: "the server has no connection left", Fix: "run again later, or have its max_connections raised"}
	case "57P03":
		return &Fault{Message: "the server is starting or stopping", Fix: "run again later"}
	}
	return &Fault{Message: "the server refuses the connection (SQLSTATE " + err.Code + ")", Fix: "see the log of the server"}
}

// failing knows of a query what it takes to say why it failed.
type failing struct {
	ctx   context.Context
	query string
	limit time.Duration
}

func (f failing) fault(err error) error {
	var refused *pgconn.PgError
	const check = "correct the query; psql tells the same"
	if f.ctx.Err() != nil {
		return f.ctx.Err()
	}
	if !errors.As(err, &refused) {
		if errors.Is(err, context.DeadlineExceeded) || pgconn.Timeout(err) {
			return f.tooLong()
		}
		return &Fault{Message: "the connection to the database broke off while the query ran", Fix: "run again; if it breaks off every time, see the log of the server"}
	}
	at := &Fault{Message: refused.Message, Fix: check, Offset: int(refused.Position)}
	if refused.Hint != "" {
		at.Fix = strings.TrimSuffix(strings.ToLower(refused.Hint[:1])+refused.Hint[1:], ".")
	}
	switch {
	case refused.Code == "57014":
		return f.tooLong()
	case refused.Code == "25006":
		at.Message, at.Fix = "the query would change the database: "+refused.Message, "write a query that only reads"
	case refused.Code == "42P01":
		at.Fix = "check the name; a table outside the search path of the user is named with its schema, as in billing.subscriptions"
	case refused.Code == "42501":
		at.Fix = "have SELECT on it granted to the user of the connection"
	case strings.Contains(refused.Message, "multiple commands"):
		at.Message, at.Fix = "there are several statements", "keep one SELECT"
	case strings.HasPrefix(refused.Code, "57P"), strings.HasPrefix(refused.Code, "08"):
		at.Message, at.Fix = "the server ended the connection: "+refused.Message, "run again later"
	}
	return at
}

func (f failing) tooLong() error {
	return &Fault{Message: fmt.Sprintf("the query ran longer than %s", f.limit), Fix: "make it faster, as with an index, or allow it more with query_seconds"}
}
