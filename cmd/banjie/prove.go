package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/clock"
	"banjie/internal/lang"
)

// proveTime bounds the whole of a proof.
const proveTime = 3 * time.Minute

func proveCommand() *cobra.Command {
	var keep bool
	cmd := &cobra.Command{
		Use:   "prove",
		Short: "Show in 90 seconds what holds （当场证明）",
		Long: `Makes a small demonstration in a temporary folder, serves it on a free port of this
machine, and shows: a case and the days of its limit, its receipt checked offline, a server
killed at work with nothing lost, an altered row found, and the restore. Every command it
runs is printed as you would type it. The exit status is 0 only when everything held.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), proveTime)
			defer cancel()
			return prove(ctx, cmd.OutOrStdout(), keep)
		},
	}
	cmd.Flags().BoolVar(&keep, "keep", false, "keep the temporary folder, to look at it")
	return cmd
}

// proof is one run: the temporary folder, the server in it, and what the steps hand on.
type proof struct {
	out    io.Writer
	tag    lang.Tag
	self   string // this program, as it was called
	dir    string
	listen string
	server *exec.Cmd
	ended  chan struct{} // closed when the server is gone
	client *http.Client

	token   string
	number  string            // of the case that is filed
	leaf    int64             // of its filing
	receipt string            // file
	filed   map[string]string // key → number of every acknowledged filing
}

// proofStep is one claim.
type proofStep struct {
	claim lang.Text
	show  func(p *proof, ctx context.Context) (said lang.Text, err error)
}

var proofSteps = []proofStep{
	{lang.T("造一个小小的演示县，启动服务", "A small county is made and served"), (*proof).serve},
	{lang.T("收一件，受理，逐日说明期限", "A case is filed and accepted; its limit explains itself day by day"), (*proof).file},
	{lang.T("回执离线验真，改一个字就不行", "Its receipt verifies offline; one changed character does not"), (*proof).verify},
	{lang.T("办件中途强行断掉服务，答应过的一件不丢", "The server is killed at work; nothing acknowledged is lost"), (*proof).kill},
	{lang.T("在副本里用 SQL 改一行，查得出是哪一条", "One row is altered in a copy; the check names it"), (*proof).alter},
	{lang.T("恢复，一切如初", "The copy is restored and serves as before"), (*proof).restore},
}

func prove(ctx context.Context, out io.Writer, keep bool) (err error) {
	p := &proof{out: out, tag: terminalLanguage(), self: os.Args[0], filed: map[string]string{},
		client: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: proofClients}}}
	if p.dir, err = os.MkdirTemp("", "banjie-prove-"); err != nil {
		return err
	}
	if p.listen, err = freeAddress(); err != nil {
		return err
	}
	defer func() {
		p.stop(syscall.SIGKILL)
		if !keep {
			err = errors.Join(err, os.RemoveAll(p.dir))
		}
	}()
	began := clock.System.Now()
	p.say("DIR=%s", p.dir)
	for i, s := range proofSteps {
		at := clock.System.Now()
		p.say("\n[%d/%d] %s", i+1, len(proofSteps), s.claim.In(p.tag))
		said, err := s.show(p, ctx)
		took := clock.System.Now().Sub(at).Seconds()
		if err != nil {
			p.say("✘ %s (%.1f s)", explain(err), took)
			return errReported
		}
		p.say("✔ %s (%.1f s)", said.In(p.tag), took)
	}
	p.say("\n%s", lang.Format("全部成立，共 %.0f 秒。", "Everything held, in %.0f seconds.", clock.System.Now().Sub(began).Seconds()).In(p.tag))
	return nil
}

func (p *proof) say(format string, args ...any) { fmt.Fprintf(p.out, format+"\n", args...) }

// typed shows a command as one would type it.
func (p *proof) typed(command string) { p.say("  $ %s", strings.ReplaceAll(command, p.dir, "$DIR")) }

// told shows the first lines of what a command said.
func (p *proof) told(text string, most int) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, l := range lines {
		if i == most {
			p.say("    … (%d)", len(lines)-most)
			return
		}
		p.say("    %s", strings.ReplaceAll(l, p.dir, "$DIR"))
	}
}

// run runs a subcommand and expects its exit status. input may be empty.
func (p *proof) run(ctx context.Context, status int, input string, args ...string) (string, error) {
	shown := p.self + " " + strings.Join(args, " ")
	if input != "" {
		shown = "echo '" + input + "' | " + shown
	}
	p.typed(shown)
	cmd := exec.CommandContext(ctx, p.program(), args...)
	cmd.Stdin = strings.NewReader(input)
	var out, wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &wrong
	err := cmd.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return "", err
	}
	if got := cmd.ProcessState.ExitCode(); got != status {
		return "", fmt.Errorf("banjie %s: exit status %d, want %d\n%s", args[0], got, status, strings.TrimSpace(out.String()+wrong.String()))
	}
	if out.Len() == 0 {
		return wrong.String(), nil
	}
	return out.String(), nil
}

// program is the file of this program, wherever the proof stands.
func (p *proof) program() string {
	if own, err := os.Executable(); err == nil {
		return own
	}
	return p.self
}

// start starts the server of a folder and waits until it answers and its history is there.
func (p *proof) start(ctx context.Context, folder string, args ...string) error {
	return p.startProgram(ctx, p.program(), folder, args...)
}

func (p *proof) startProgram(ctx context.Context, program, folder string, args ...string) error {
	args = append([]string{"demo", "--data", folder, "--listen", p.listen}, args...)
	p.typed(p.self + " " + strings.Join(args, " ") + " &")
	p.server = exec.Command(program, args...)
	var log bytes.Buffer
	p.server.Stderr = &log
	out, err := p.server.StdoutPipe()
	if err != nil {
		return err
	}
	if err := p.server.Start(); err != nil {
		return err
	}
	lines := bufio.NewReader(out)
	first, _ := lines.ReadString('\n')
	p.told(first, 1)
	ended := make(chan struct{})
	p.ended = ended
	go func(server *exec.Cmd) {
		io.Copy(io.Discard, lines)
		server.Wait()
		close(ended)
	}(p.server)
	grown := filepath.Join(folder, demoFile)
	err = p.until(ctx, func() bool {
		raw, err := os.ReadFile(grown)
		return first != "" && err == nil && bytes.Contains(raw, []byte(`"grown":true`))
	})
	if err != nil {
		p.stop(syscall.SIGKILL)
		return fmt.Errorf("the server did not start: %w\n%s", err, strings.TrimSpace(log.String()))
	}
	return nil
}

// until asks again and again, ten times a second, as long as the server lives.
func (p *proof) until(ctx context.Context, done func() bool) error {
	for !done() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.ended:
			return errors.New("it ended by itself")
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil
}

// stop ends the server and waits for its end.
func (p *proof) stop(with syscall.Signal) {
	if p.server == nil || p.server.Process == nil {
		return
	}
	p.server.Process.Signal(with)
	<-p.ended
	p.server = nil
	p.client.CloseIdleConnections()
}

// freeAddress finds a port of this machine that nobody uses.
func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}
