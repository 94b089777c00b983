from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / ".ci" / "screenshots.py"


def test_the_screenshots_show_the_screen_as_it_is() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--check"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert done.stdout == "screenshots are up to date\n", f"{done.stdout}run .ci/screenshots.py"
    assert done.returncode == 0


def test_every_screenshot_is_made_by_the_script_and_the_readme_shows_some() -> None:
    script, readme = SCRIPT.read_text(), (ROOT / "README.md").read_text()
    names = [path.stem for path in (ROOT / "screenshots").iterdir()]

    assert names
    assert [name for name in names if f'"{name}"' not in script] == []
    assert any(f"screenshots/{name}.svg" in readme for name in names)
