"""What docs/performance.md states, measured. `python -m bench` runs everything small, `--full` at the stated sizes."""
