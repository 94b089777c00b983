"""How the program bears faults, rubbish, lost terminals and long runs; its figures on request."""
