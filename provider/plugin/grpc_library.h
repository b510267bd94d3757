// gRPC as a library of the process: its start, and its end with all of its threads.
#pragma once

#include <stdbool.h>

void grpc_library_start(void);

// After the last object of gRPC's is destroyed. False when gRPC has not ended within the time: a thread of its own
// still runs then, so that the process must end without the clean-up of libraries.
bool grpc_library_end(int timeout_ms);
