"""`python -m letterforge`: the same as the command `letterforge`."""

from letterforge.cli.app import main

if __name__ == "__main__":
    main()
