"""The configuration file: TOML to choices, every key known, every value checked."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from glueflow_tui.errors import UsageError
from glueflow_tui.settings.chains import read_chains
from glueflow_tui.settings.fields import FIELDS, Choices, clip, name_file
from glueflow_tui.settings.tables import open_table, refuse_key, show_key

LARGEST = 1 << 20
"""Bytes of a configuration file."""
_PATIENT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def find_file() -> Path:
    """Where the configuration lies when no option names it."""
    # 25 ms that only a command that gets as far as reading it should pay.
    from platformdirs import user_config_path

    return user_config_path("glueflow") / "config.toml"


def load_choices(named: str | None) -> Choices:
    """Choices of the file named on the command line, or of the default one when there is one."""
    path = find_file() if named is None else Path(named)
    text = _read_text(path, must_exist=named is not None)
    return {} if text is None else read_choices(text, name_file(path))


def read_choices(text: str, origin: str) -> Choices:
    """Choices of a TOML text; anything unknown or unfit is a ``UsageError`` naming it."""
    import tomllib  # most have no such file

    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{origin} is not valid TOML: {error}") from None
    choices: dict[str, object] = {}
    for section, content in document.items():
        if section not in _READERS:
            raise _refuse_field(section, origin, tuple(_READERS))
        choices |= _READERS[section](section, content, f"{origin}: {section}")
    return choices


def _read_text(path: Path, *, must_exist: bool) -> str | None:
    said = f"configuration {name_file(path)}"
    try:
        # Opening a pipe that nobody writes to would wait for ever.
        with os.fdopen(os.open(path, os.O_RDONLY | _PATIENT), "rb") as file:
            if stat.S_ISFIFO(os.fstat(file.fileno()).st_mode) or file.isatty():
                raise UsageError(f"{said} is a pipe or a terminal; name a file")
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise UsageError(f"{said} is larger than 1 MiB; is it the right file?")
        return content.decode()
    except (FileNotFoundError, NotADirectoryError):
        if must_exist:
            raise UsageError(f"{said} does not exist; check the path of --config") from None
        return None
    except UnicodeDecodeError:
        raise UsageError(f"{said} is not UTF-8 text; save it as UTF-8") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{said} cannot be read: {reason}") from None


def _read_fields(section: str, content: object, said: str) -> Choices:
    known = {field.name: field for field in FIELDS if field.section == section}
    choices: dict[str, object] = {}
    for key, value in open_table(content, said).items():
        if key not in known:
            raise _refuse_field(key, said, tuple(known))
        kind = known[key].kind
        if not kind.accepts(value):
            raise UsageError(f"{said}.{key} must be {kind.expects}, not {clip(value)}")
        choices |= known[key].read(str(value), f"{said}.{key}")
    return choices


def _refuse_field(key: str, said: str, known: tuple[str, ...]) -> UsageError:
    elsewhere = next((field.section for field in FIELDS if field.name == key), None)
    if elsewhere is not None:
        return UsageError(f"{said}: {key} belongs in [{elsewhere}]")
    return refuse_key(key, said, known)


def _read_keys(section: str, content: object, said: str) -> Choices:
    table = open_table(content, said)
    for key, value in table.items():
        if not isinstance(value, str) or not value.strip():
            raise UsageError(
                f"{said}.{show_key(key)} must be a key such as 'ctrl+r', not {clip(value)}"
            )
    return {f"{section}.{key}": value for key, value in table.items()}


def _read_jobs(_section: str, content: object, said: str) -> Choices:
    full = set()
    for job, settings in open_table(content, said).items():
        named = f"{said}.{clip(job)}"
        for key, value in open_table(settings, named).items():
            if key != "expect":
                raise refuse_key(key, named, ("expect",))
            if value != "full":
                raise UsageError(f"{named}.expect must be 'full', not {clip(value)}")
            full.add(job)
    return {"analysis.expect_full": frozenset(full)}


_READERS: Mapping[str, Callable[[str, object, str], Choices]] = {
    **dict.fromkeys((field.section for field in FIELDS), _read_fields),
    "keys": _read_keys,
    "chains": read_chains,
    "jobs": _read_jobs,
}
