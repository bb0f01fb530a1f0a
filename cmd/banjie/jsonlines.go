package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// maxLine is the longest line a JSON lines command reads, in bytes.
const maxLine = 1 << 20

// object is one JSON object whose fields keep their order.
type object struct {
	keys   []string
	values map[string]json.RawMessage
}

// get gives a field as it is written. A field that is null counts as not given.
func (o *object) get(key string) (json.RawMessage, bool) {
	v, ok := o.values[key]
	return v, ok && string(v) != "null"
}

// set puts a field in its place, or at the end where it is new.
func (o *object) set(key string, value any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		panic(err) // values are plain data of ours
	}
	if _, ok := o.values[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.values[key] = bytes.TrimSpace(b.Bytes())
}

func (o *object) writeTo(w *bufio.Writer) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, k := range o.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := json.Marshal(k) // a string always encodes
		b.Write(name)
		b.WriteByte(':')
		_ = json.Compact(&b, o.values[k]) // it was read as valid JSON
	}
	b.WriteString("}\n")
	_, _ = w.Write(b.Bytes()) // the error stays in w until Flush
}

// parseObject reads one JSON object and nothing after it.
func parseObject(line []byte) (*object, error) {
	if !utf8.Valid(line) {
		return nil, badLine(lang.T("这一行不是 UTF-8 文字", "the line is not UTF-8 text"))
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, badLine(lang.T("这一行不是 JSON 对象", "the line is not a JSON object"))
	}
	o := &object{values: map[string]json.RawMessage{}}
	for dec.More() {
		t, err := dec.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			return nil, notJSON(dec)
		}
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil {
			return nil, notJSON(dec)
		}
		if _, twice := o.values[key]; twice {
			return nil, badLine(lang.Format("“%s”出现了两次", "%q is there twice", key))
		}
		o.keys = append(o.keys, key)
		o.values[key] = v
	}
	if _, err := dec.Token(); err != nil {
		return nil, notJSON(dec)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, badLine(lang.T("JSON 对象之后还有别的内容", "there is something after the JSON object"))
	}
	return o, nil
}

func notJSON(dec *json.Decoder) error {
	return badLine(lang.Format("第%d字节附近不是 JSON", "not JSON near byte %d", dec.InputOffset()+1))
}

func badLine(why lang.Text) *fault.Fault {
	return fault.New(fault.Invalid, "bad_line",
		lang.T("读不懂这一行："+why.ZH+"。", "This line cannot be read: "+why.EN+"."),
		lang.T("请每行写一个完整的 JSON 对象。", "Write one complete JSON object on each line."))
}

// eachLine reads JSON lines from the named files, or from standard input for none or
// "-", lets handle change each object and writes it out. A line that is wrong gives
// {"error":{…}} in its place and the rest goes on; at the end errReported says so.
// Empty lines are passed over.
func eachLine(cmd *cobra.Command, files []string, handle func(*object) error) error {
	if len(files) == 0 {
		files = []string{"-"}
	}
	out := bufio.NewWriterSize(cmd.OutOrStdout(), 64<<10)
	wrong := false
	for _, name := range files {
		in := cmd.InOrStdin()
		if name != "-" {
			f, err := os.Open(name)
			if err != nil {
				_ = out.Flush()
				return fault.New(fault.NotFound, "no_such_file",
					lang.T("打不开文件 "+name+"。", "The file "+name+" cannot be opened."),
					lang.T("请检查文件名和读取权限。", "Check its name and whether you may read it.")).With(err)
			}
			defer f.Close()
			in = f
		}
		bad, err := eachLineOf(in, out, handle)
		wrong = wrong || bad
		if err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	if wrong {
		return errReported
	}
	return nil
}

func eachLineOf(in io.Reader, out *bufio.Writer, handle func(*object) error) (wrong bool, err error) {
	r := bufio.NewReaderSize(in, 64<<10)
	for number := 1; ; number++ {
		line, tooLong, err := readLine(r)
		if err != nil && !errors.Is(err, io.EOF) {
			return wrong, fmt.Errorf("read line %d: %w", number, err)
		}
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if tooLong || len(bytes.TrimSpace(line)) > 0 {
			o, bad := answer(line, tooLong, number, handle)
			wrong = wrong || bad
			o.writeTo(out)
			if r.Buffered() == 0 {
				// A partner that waits for the answer before it writes the next line gets it.
				if err := out.Flush(); err != nil {
					return wrong, fmt.Errorf("write output: %w", err)
				}
			}
		}
		if err != nil {
			return wrong, nil
		}
	}
}

func answer(line []byte, tooLong bool, number int, handle func(*object) error) (o *object, wrong bool) {
	var err error = badLine(lang.T("这一行超过1MB", "the line is over 1 MB"))
	if !tooLong {
		if o, err = parseObject(line); err == nil {
			err = handle(o)
		}
	}
	if err == nil {
		return o, false
	}
	o = &object{values: map[string]json.RawMessage{}}
	o.set("error", errorOf(err, number))
	return o, true
}

// lineError is what stands in place of a line that is wrong.
type lineError struct {
	Line    int         `json:"line"`
	Code    string      `json:"code,omitempty"`
	Message string      `json:"message"`
	Remedy  string      `json:"remedy,omitempty"`
	Fields  []lineField `json:"fields,omitempty"`
}

type lineField struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

func errorOf(err error, number int) lineError {
	f, tag := fault.For(err), terminalLanguage()
	e := lineError{Line: number, Code: f.Code, Message: f.Message.In(tag), Remedy: f.Remedy.In(tag)}
	for _, p := range f.Fields {
		e.Fields = append(e.Fields, lineField{p.Path, p.Message.In(tag)})
	}
	return e
}

// terminalLanguage is the language of messages on the terminal, from the environment.
func terminalLanguage() lang.Tag {
	if strings.HasPrefix(os.Getenv("LANG"), "zh") {
		return lang.ZH
	}
	return lang.EN
}

// readLine reads up to the next newline, which it takes away. A line over maxLine is
// read to its end and not kept.
func readLine(r *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine+1 {
			tooLong, line = true, nil
		}
		if !tooLong {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		return bytes.TrimRight(line, "\r\n"), tooLong, err
	}
}
