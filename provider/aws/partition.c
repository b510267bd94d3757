#include "aws/partition.h"

#include <string.h>

#include "aws/partition_data.h"
#include "base/str.h"

// The row that knows the region, and where in it.
static const partition_row *find_region(const char *region, size_t *ret_index) {
    for (size_t i = 0; i < partition_row_count; i++) {
        const char *const *regions = partition_rows[i].partition.regions;
        for (size_t j = 0; regions[j] != NULL; j++) {
            if (strcmp(regions[j], region) == 0) {
                *ret_index = j;
                return &partition_rows[i];
            }
        }
    }
    return NULL;
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Does "-word-number" and nothing else follow the prefix?
static bool matches(const char *region, const char *prefix) {
    if (!str_has_prefix(str_of(region), prefix)) {
        return false;
    }
    const char *at = region + strlen(prefix);
    if (*at != '-') {
        return false;
    }
    const char *word = ++at;
    while (is_word(*at)) {
        at++;
    }
    if (at == word || *at != '-') {
        return false;
    }
    const char *number = ++at;
    while (*at >= '0' && *at <= '9') {
        at++;
    }
    return at > number && *at == '\0';
}

const aws_partition *aws_partition_find(const char *region) {
    size_t index;
    const partition_row *known = find_region(region, &index);
    if (known != NULL) {
        return &known->partition;
    }
    for (size_t i = 0; i < partition_row_count; i++) {
        const char *const *prefixes = partition_rows[i].region_prefixes;
        for (size_t j = 0; prefixes[j] != NULL; j++) {
            if (matches(region, prefixes[j])) {
                return &partition_rows[i].partition;
            }
        }
    }
    return NULL;
}

const aws_partition *aws_partition_of_region(const char *region) {
    size_t index;
    const aws_partition *found = aws_partition_find(region);
    return found != NULL ? found : &find_region("us-east-1", &index)->partition; // "aws": its regions are always there
}

bool aws_region_is_known(const char *region) {
    size_t index;
    return find_region(region, &index) != NULL;
}

const char *aws_region_long_name(const char *region) {
    size_t index;
    const partition_row *known = find_region(region, &index);
    return known == NULL ? NULL : known->partition.region_names[index];
}

// Levenshtein's distance; texts longer than a row can hold are far from everything.
static size_t distance(const char *a, const char *b) {
    enum { LONGEST = 64 };
    size_t row[LONGEST + 1];
    size_t width = strlen(b);
    if (width > LONGEST || strlen(a) > LONGEST) {
        return LONGEST;
    }
    for (size_t j = 0; j <= width; j++) {
        row[j] = j;
    }
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t changed = diagonal + (a[i - 1] != b[j - 1]);
            size_t inserted = row[j - 1] + 1;
            size_t deleted = row[j] + 1;
            diagonal = row[j];
            row[j] = changed < inserted ? changed : inserted;
            row[j] = deleted < row[j] ? deleted : row[j];
        }
    }
    return row[width];
}

const char *aws_region_near(const char *region) {
    enum { FARTHEST = 3 };
    const char *nearest = NULL;
    size_t least = FARTHEST + 1;
    for (size_t i = 0; i < partition_row_count; i++) {
        const char *const *regions = partition_rows[i].partition.regions;
        for (size_t j = 0; regions[j] != NULL; j++) {
            size_t d = distance(region, regions[j]);
            if (d < least) {
                least = d;
                nearest = regions[j];
            }
        }
    }
    return nearest;
}
