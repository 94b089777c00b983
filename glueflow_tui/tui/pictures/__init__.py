"""From report and view to what each part of the screen shows; strings are made safe here."""
