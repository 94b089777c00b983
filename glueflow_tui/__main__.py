"""Run glueflow as ``python -m glueflow_tui``."""

from glueflow_tui.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
