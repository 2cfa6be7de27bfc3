"""Run the command line with `python -m secondmig`."""

from secondmig.cli.main import main

if __name__ == "__main__":
    main()
