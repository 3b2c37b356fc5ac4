// Command kpibook turns a company's exports into annotated Excel workbooks of SaaS and customer-success KPIs.
package main

import "os"

func main() { os.Exit(int(execute(os.Args[1:], os.Stdout, os.Stderr))) }
