"""Run glueflow as ``python -m glueflow_tui``."""

from glueflow_tui.cli import run

if __name__ == "__main__":
    run()
