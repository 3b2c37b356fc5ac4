package xlsx
import ("testing";"os";"time";"runtime";"fmt";"kpibook/reports")
func TestZZ(t *testing.T){ 
 s:=&reports.Sheet{Name:"Big",Kind:reports.Inputs}
 for i:=range 20000 { var r reports.Row; for j:=range 40 { if j%3==0 {r.Cells=append(r.Cells,text(reports.Label,fmt.Sprint("acct ",i)))} else if j%3==1 {r.Cells=append(r.Cells,figure(reports.Input,money,fmt.Sprint(i,".",10+j)))} else {r.Cells=append(r.Cells,live(reports.Calculated,money,fmt.Sprint(i,".",10+j),fmt.Sprintf("B%d*2",i+1)))}}; s.Rows=append(s.Rows,r)}
 b:=&reports.Workbook{Sheets:[]*reports.Sheet{s}}
 f,_:=os.Create("/tmp/xw/big.xlsx"); st:=time.Now(); if err:=Write(f,b);err!=nil{t.Fatal(err)}; f.Close(); var m runtime.MemStats; runtime.ReadMemStats(&m); fi,_:=os.Stat("/tmp/xw/big.xlsx"); t.Log(time.Since(st),m.Sys>>20,fi.Size()>>20)
 st=time.Now(); reports.Fit(s); t.Log("fit",time.Since(st)) }
