// -debug: the plugin runs by itself, under a debugger for example, and Terraform is told where it is.
#pragma once

#include <stdbool.h>

// Prints the line to put in front of a terraform command.
bool reattach_write(const char *socket_path);
