from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from glueflow_tui.model.jobs import Script
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.exceptions import UnfitScriptError
from glueflow_tui.sources.aws.scripts import SIZE_LIMIT, Copy, read_script
from tests.sources.aws.stubs import Stubs, refusal, script

PLACE = "s3://code/jobs/out.py"


def test_a_script_is_read_as_text(clients: Clients, stubs: Stubs) -> None:
    stubs.answer("GetObject", script("print('é')\n".encode(), '"7"'))

    copy = read_script(clients, "out", PLACE)

    assert copy == Copy(Script("out", PLACE, "print('é')\n"), '"7"')
    [asked] = stubs.of("GetObject")
    assert (asked["Bucket"], asked["Key"]) == ("code", "jobs/out.py")


def test_a_script_that_did_not_change_is_the_copy_there_was(clients: Clients, stubs: Stubs) -> None:
    stubs.answer("GetObject", script(b"x = 1"), refusal("304", "Not Modified", 304))
    first = read_script(clients, "out", PLACE)

    assert read_script(clients, "out", PLACE, first) is first
    assert stubs.of("GetObject")[1]["IfNoneMatch"] == '"1"'


def test_a_script_that_moved_is_read_anew(clients: Clients, stubs: Stubs) -> None:
    stubs.answer("GetObject", script(b"x = 1"), script(b"x = 2"))
    first = read_script(clients, "out", PLACE)

    second = read_script(clients, "out", "s3://code/jobs/other.py", first)

    assert second.script.text == "x = 2"
    assert "IfNoneMatch" not in stubs.of("GetObject")[1]


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"#" * (SIZE_LIMIT + 1), "larger than 1 MiB"), (b"\xff\xfe\x00", "not UTF-8")],
)
def test_a_script_that_cannot_be_used_says_why(
    clients: Clients, stubs: Stubs, content: bytes, problem: str
) -> None:
    stubs.answer("GetObject", script(content))

    with pytest.raises(UnfitScriptError, match=problem):
        read_script(clients, "out", PLACE)


def test_a_script_of_exactly_the_limit_is_read(clients: Clients, stubs: Stubs) -> None:
    stubs.answer("GetObject", script(b"#" * SIZE_LIMIT))

    assert read_script(clients, "out", PLACE).script.problem is None


@pytest.mark.parametrize("place", ["", "/local/out.py", "s3://bucket", "https://example.com/x.py"])
def test_a_location_outside_s3_is_not_asked_for(clients: Clients, stubs: Stubs, place: str) -> None:
    assert "not an S3 address" in str(read_script(clients, "out", place).script.problem)
    assert not stubs.asked


def test_a_script_that_is_denied_is_an_error_of_the_call(clients: Clients, stubs: Stubs) -> None:
    stubs.answer("GetObject", refusal("AccessDenied", status=403))

    with pytest.raises(ClientError):
        read_script(clients, "out", PLACE, Copy(Script("out", PLACE, "x"), '"1"'))
