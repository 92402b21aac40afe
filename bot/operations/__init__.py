"""The commands of the command line, one file each: configure its arguments, run, return the exit code."""
