// aws/ini: every section that the file has can be asked for.
#include "fuzz/fuzz.h"

#include "aws/ini.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *a = arena_new();
    const ini *file = NULL;
    const char *message = NULL;
    if (ini_parse(a, (str){.ptr = (const char *)data, .len = size}, &file, &message)) {
        static const char *const KINDS[] = {"profile", "sso-session", "services"};
        for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
            for (const char *const *name = ini_names(file, a, KINDS[i]); *name != NULL; name++) {
                FUZZ_CHECK(ini_has_section(file, KINDS[i], *name));
                (void)ini_get(file, KINDS[i], *name, "region");
                (void)ini_get_nested(file, a, KINDS[i], *name, "ecs", "endpoint_url");
            }
        }
        (void)ini_get(file, NULL, "default", "region");
    } else {
        FUZZ_CHECK(file == NULL && message != NULL);
    }
    arena_free(a);
    return 0;
}
