"""Facts as JSON values and back, led by the type hints of the dataclasses; strict both ways.

Fields that equal their default are left out, unknown keys are ignored, anything else that does not
fit is a ``CodecError``. What can be encoded can be decoded again, and is equal.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
Step = Callable[[Any], Any]

YEARS = range(1970, 2200)
"""Times beyond them are refused: whoever adds a lookback to one must never overflow."""

_LARGEST = 2**63
_EXACT = 2**53
"""Below it every whole float is the same number as an int, which is written shorter."""


class CodecError(ValueError):
    """A value does not fit its field; the message begins with the path to the field."""

    def __init__(self, problem: str, path: tuple[str, ...] = ()) -> None:
        self.problem = problem
        self.path = path
        field = "".join(path).removeprefix(".")
        super().__init__(f"{field} {problem}" if field else problem)

    def within(self, part: str) -> CodecError:
        """The same, seen from one level further out."""
        return CodecError(self.problem, (part, *self.path))


def encode(value: object) -> dict[str, Any]:
    """A dataclass instance as JSON values; ``CodecError`` when one of them is not of its type."""
    kind: Any = type(value)
    encoded: dict[str, Any] = _encoder(kind)(value)
    return encoded


def decode(kind: type[T], data: object) -> T:
    """The dataclass instance that JSON values stand for; ``CodecError`` names what is off."""
    hint: Any = kind
    decoded: T = _decoder(hint)(data)
    return decoded


def fill(value: T, parts: Mapping[str, object]) -> T:
    """The dataclass instance with other parts, whose types the caller vouches for."""
    held: Any = value
    filled: T = dataclasses.replace(held, **parts)
    return filled


@lru_cache(maxsize=256)
def _encoder(hint: Any) -> Step:
    return _step(hint, _encoder, _ENCODERS, _encode_fields)


@lru_cache(maxsize=256)
def _decoder(hint: Any) -> Step:
    return _step(hint, _decoder, _DECODERS, _decode_fields)


def _step(
    hint: Any, step_for: Callable[[Any], Step], plain: Mapping[Any, Step], fields: Step
) -> Step:
    if hint in plain:
        return plain[hint]
    if dataclasses.is_dataclass(hint):
        made: Step = fields(hint)
        return made
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _encode_word(hint) if step_for is _encoder else _decode_word(hint)
    arguments = get_args(hint)
    if get_origin(hint) is tuple and arguments[1:] == (...,):
        ends = (tuple, list) if step_for is _encoder else (list, tuple)
        return _sequence(step_for(arguments[0]), *ends)
    if get_origin(hint) is Mapping and arguments[0] is str:
        return _mapping(step_for(arguments[1]))
    held = [one for one in arguments if one is not NoneType]
    if isinstance(hint, UnionType) and len(held) == 1:
        return _optional(step_for(held[0]))
    raise TypeError(f"facts hold no {hint}")


def _encode_fields(kind: Any) -> Step:
    hints = get_type_hints(kind)
    rows = [(f.name, _encoder(hints[f.name]), _default(f)) for f in dataclasses.fields(kind)]

    def write(value: Any) -> dict[str, Any]:
        if type(value) is not kind:
            raise CodecError(f"is no {kind.__name__}")
        done: dict[str, Any] = {}
        for name, step, default in rows:
            held = getattr(value, name)
            if held == default:
                continue
            try:
                done[name] = step(held)
            except CodecError as error:
                raise error.within(f".{name}") from None
        return done

    return write


def _decode_fields(kind: Any) -> Step:
    hints = get_type_hints(kind)
    rows = [
        (f.name, _decoder(hints[f.name]), _default(f) is dataclasses.MISSING)
        for f in dataclasses.fields(kind)
    ]

    def read(data: Any) -> Any:
        if type(data) is not dict:
            raise CodecError("is not an object")
        known: dict[str, Any] = {}
        for name, step, required in rows:
            if name in data:
                try:
                    known[name] = step(data[name])
                except CodecError as error:
                    raise error.within(f".{name}") from None
            elif required:
                raise CodecError("is missing", (f".{name}",))
        return kind(**known)

    return read


def _default(field: dataclasses.Field[Any]) -> Any:
    made = field.default_factory
    return field.default if made is dataclasses.MISSING else made()


def _sequence(step: Step, wanted: Any, made: Any) -> Step:
    def convert(value: Any) -> Any:
        if type(value) is not wanted:
            raise CodecError("is not a list")
        try:
            return made(map(step, value))
        except CodecError:
            pass
        return made(_checked(step, part, f"[{at}]") for at, part in enumerate(value))

    return convert


def _mapping(step: Step) -> Step:
    def convert(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise CodecError("is not an object")
        return {_text(key): _checked(step, part, f"[{key!r}]") for key, part in value.items()}

    return convert


def _checked(step: Step, part: Any, place: str) -> Any:
    try:
        return step(part)
    except CodecError as error:
        raise error.within(place) from None


def _optional(step: Step) -> Step:
    return lambda value: None if value is None else step(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise CodecError("is not text")
    return str(value)


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise CodecError("is not true or false")
    return value


def _count(value: Any) -> int:
    if type(value) is not int or not -_LARGEST < value < _LARGEST:
        raise CodecError("is not a whole number")
    return value


def _encode_number(value: Any) -> float:
    number = _decode_number(value)
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _decode_number(value: Any) -> float:
    if type(value) is int and abs(value) < _LARGEST:
        return float(value)
    if type(value) is not float or not math.isfinite(value):
        raise CodecError("is not a finite number")
    return value


def _encode_moment(value: Any) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise CodecError("is not a time with its zone")
    moment = value.astimezone(UTC)
    if moment.year not in YEARS:
        raise CodecError("is not a time of these centuries")
    return moment.isoformat().removesuffix("+00:00") + "Z"


def _decode_moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise CodecError("is not an ISO 8601 time") from None
    if not _text(value).endswith("Z") or moment.year not in YEARS:
        raise CodecError("is not a time in UTC of these centuries")
    return moment


def _encode_word(kind: type[StrEnum]) -> Step:
    def write(value: Any) -> str:
        if not isinstance(value, kind):
            raise CodecError(f"is no {kind.__name__}")
        return str(value.value)

    return write


def _decode_word(kind: type[StrEnum]) -> Step:
    def read(value: Any) -> StrEnum:
        word = _text(value)
        try:
            return kind(word)
        except ValueError:
            raise CodecError("is a word that is not known here") from None

    return read


_ENCODERS: Mapping[Any, Step] = {
    str: _text, bool: _flag, int: _count, float: _encode_number, datetime: _encode_moment,
}  # fmt: skip
_DECODERS: Mapping[Any, Step] = {
    str: _text, bool: _flag, int: _count, float: _decode_number, datetime: _decode_moment,
}  # fmt: skip
