package main

import "github.com/spf13/cobra"

// commands is every subcommand; each lives in the file of its name.
func commands() []*cobra.Command {
	return []*cobra.Command{
		demoCommand(),
		docCommand(),
		initCommand(),
		configCommand(),
		adminCommand(),
		serveCommand(),
		apikeyCommand(),
		idCommand(),
		gs1Command(),
		itemCommand(),
		listCommand(),
		limitCommand(),
		drawCommand(),
		proveCommand(),
		verifyCommand(),
		witnessCommand(),
		replayCommand(),
		exportCommand(),
		logCommand(),
		cardsCommand(),
		fsckCommand(),
		eraseCommand(),
		calendarCommand(),
		backupCommand(),
		restoreCommand(),
		sealCommand(),
		integrityCommand(),
		epcisCommand(),
		lineageCommand(),
		soilCommand(),
	}
}
