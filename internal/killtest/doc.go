// Package killtest kills a server at work with signal 9, again and again, and counts what
// is missing afterwards. It holds tests only.
//
//	test ─▶ starts itself again as a server on a data folder
//	          server: 64 clients file cases, officers act, the sweeper sweeps;
//	                  each act is told on its output once it is committed
//	     ─▶ kill -9 after a random number of acts, at whatever it is doing then
//	     ─▶ checks: every act that was told is there, no act is half there, rows and counters
//	        say what the events say, the ledger recomputes, old receipts verify
//	     ─▶ starts it again; filings without an answer are sent once more and count once
//
// make test kills 20 times on SQLite and 5 times on PostgreSQL, make soak (BANJIE_SOAK=1)
// 500 and 100 times. What is killed is the program, not the machine: that a commit
// survives a power cut rests on the disk and on full synchronisation, which the engines
// promise and this package does not test. It rests on no article.
package killtest
