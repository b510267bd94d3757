// go-plugin's log lines: one JSON object per stderr line with @level, @message, @timestamp, @module and fields. The
// level comes from TF_LOG_PROVIDER, else TF_LOG; nothing is formatted for a level that is off. Secrets are never passed
// here.
#pragma once

#include <stdbool.h>

typedef enum log_level { LOG_TRACE, LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_OFF } log_level;

// Reads the environment; call once before threads exist.
void log_init(void);
bool log_enabled(log_level level);
// Fields are name, text pairs, ended by NULL; a NULL text leaves its field out. Lines longer than 60 KiB are cut.
void log_write(log_level level, const char *message, ...) __attribute__((sentinel));
// Fields that every line of this thread carries until cleared (tf_req_id, tf_rpc, tf_resource_type): copied. NULL
// clears.
void log_thread_fields(const char *req_id, const char *rpc, const char *resource_type);

#define LOG(level, ...) (log_enabled(level) ? log_write((level), __VA_ARGS__, (char *)0) : (void)0)
