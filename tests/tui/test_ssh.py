"""The live screen over a real OpenSSH server on loopback."""

from __future__ import annotations

import base64
import getpass
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.reliability.terminal import PATIENCE, Child, on_terminal

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
ROOT = Path(__file__).parents[2]
MOUSE = (b"\x1b[?1000h", b"\x1b[?1002h", b"\x1b[?1003h", b"\x1b[?1006h")

pytestmark = pytest.mark.skipif(
    SSHD is None or shutil.which("ssh") is None, reason="the OpenSSH server is not installed"
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where to log in, and with what."""

    folder: Path
    port: int

    def log_in(self, command: str) -> list[str]:
        """Arguments for Python that make it the client of a session."""
        client = (
            *("ssh", "-tt", "-F", "none", "-p", str(self.port), "-i", str(self.folder / "user")),
            *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"),
            *("-o", "LogLevel=ERROR", "-o", "BatchMode=yes"),
            *(f"{getpass.getuser()}@127.0.0.1", command),
        )
        return ["-c", f"import os; os.execvp('ssh', {client!r})"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("ssh")
    for name in ("host", "user"):
        key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(key, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {folder}/user.pub\nStrictModes no\nPasswordAuthentication no\n"
    )
    if os.geteuid() == 0:  # the place that sshd keeps empty for itself, made by its service
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    command = [str(SSHD), "-D", "-e", "-f", str(folder / "config")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as daemon:
        assert daemon.stderr is not None
        heard = daemon.stderr.readline()
        assert "listening" in heard, heard
        yield Server(folder, port)
        daemon.terminate()


def show_demo(folder: Path) -> str:
    """A shell command that ends as the program does; its number is left in a file."""
    words = [sys.executable, "-m", "glueflow_tui", "--demo", "document", "--at", "14:35"]
    return (
        f"cd {shlex.quote(str(folder))} && echo $$ > pid && "
        f"PYTHONPATH={shlex.quote(str(ROOT))} LC_ALL=C.UTF-8 COLORTERM=truecolor "
        f"exec {shlex.join(words)}"
    )


def wait_until(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < deadline:
        signal.sigtimedwait([], 0.05)
    return is_so()


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_session_shows_the_ratio_survives_a_resize_copies_and_ends_clean(
    server: Server, tmp_path: Path
) -> None:
    with on_terminal(server.log_in(show_demo(tmp_path)), (80, 24)) as session:
        before = session.settings()
        session.wait_for(r"2\.75x✖")
        session.resize(120, 40)
        session.wait_for("(?s)orders-in → orders-out.*2\\.75x✖.*run history.*help")
        session.press("c")
        [report] = wait_for_file(session, tmp_path, "glueflow-*-report.txt")
        copied = read_clipboard(session)
        session.wait_for("copied, and saved")
        said = session.text()
        session.press("q")
        status, _ = session.wait_for_exit()

        assert status == 0
        assert "reprocessing" in copied
        assert copied == report.read_text()
        assert report.name in "".join(said.split())
        assert session.left_on() == set()
        assert session.settings()[:4] == before[:4]
        assert not any(switch in session.written for switch in MOUSE)


@pytest.mark.parametrize("end", ["server", "client"])
def test_a_dropped_connection_ends_the_program_and_leaves_no_mouse_reporting(
    end: str, server: Server, tmp_path: Path
) -> None:
    with on_terminal(server.log_in(show_demo(tmp_path)), (80, 24)) as session:
        before = session.settings()
        session.wait_for(r"2\.75x✖")
        pid = int((tmp_path / "pid").read_text())
        assert not is_gone(pid)
        if end == "client":
            # It is gone before it can set its terminal right, which nobody else can do.
            session.press("]" * 300)
            session.kill(signal.SIGKILL)
            assert wait_until(lambda: is_gone(pid))
            return
        os.kill(parent_of(pid), signal.SIGKILL)
        status, _ = session.wait_for_exit()

        assert status == 255
        assert wait_until(lambda: is_gone(pid))
        assert session.settings()[:4] == before[:4]
        assert not any(switch in session.written for switch in MOUSE)


def parent_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"^PPid:\s*(\d+)", status, re.MULTILINE)
    assert found is not None
    return int(found[1])


def wait_for_file(session: Child, folder: Path, pattern: str) -> list[Path]:
    assert wait_until(lambda: session.read(0.0) and bool(list(folder.glob(pattern))))
    return list(folder.glob(pattern))


def read_clipboard(session: Child) -> str:
    def find() -> re.Match[bytes] | None:
        session.read(0.0)
        return re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)", session.written)

    assert wait_until(lambda: find() is not None)
    found = find()
    assert found is not None
    return base64.b64decode(found[1]).decode()
