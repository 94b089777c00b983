"""What the last line and the help say: made from the keys that work now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.binding import Binding

from glueflow_tui.tui.glyphs import BRAILLE, Glyphs
from glueflow_tui.tui.screens.fitting import Fitting


class Hinting(Fitting):
    """Knows which of its keys work."""

    glyphs: Glyphs = BRAILLE

    def _list_working(self) -> Iterator[tuple[Binding, str]]:
        """Keys that work now, with how they are written."""
        for _, binding, enabled, _ in self.active_bindings.values():
            if enabled and binding.id is not None:
                yield binding, self.app.get_key_display(binding)

    def list_hints(
        self, wanted: Sequence[tuple[tuple[str, ...], str]]
    ) -> tuple[tuple[str, str], ...]:
        """Keys and a word, of the wanted ids all of whose keys work."""
        keys: dict[str, str] = {}
        for binding, shown in self._list_working():
            keys.setdefault(binding.id or "", shown)
        return tuple(
            (" ".join(keys[name] for name in ids), word)
            for ids, word in wanted
            if all(name in keys for name in ids)
        )

    def action_help(self) -> None:
        """All keys that work here."""
        from glueflow_tui.tui.screens.help import Help

        keys = [(shown, binding.description) for binding, shown in self._list_working()]
        self.app.push_screen(Help(keys, self.glyphs))
