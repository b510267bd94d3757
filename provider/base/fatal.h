// The one way this layer ends the process: for what leaves no room to answer, an exhausted machine.
#pragma once

// Writes "terraform-provider-aws: <message>" to stderr and ends the process with status 1, without a core dump, which
// could hold secrets.
_Noreturn void fatal(const char *message);
