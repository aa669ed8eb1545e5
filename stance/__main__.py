"""`python -m stance`."""

from stance.cli.main import main

main()
