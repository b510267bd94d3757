/* Only in the static binary: gRPC's client half (name resolution, load balancing, xDS, proxies), which a server has no
 * use for, and which is a quarter of the program's text. gRPC reaches it through functions that register its parts; the
 * linker sends calls of those here (cmake/libraries.cmake), and leaves out what nothing else calls. */

void caws_register_nothing(void *builder);

void caws_register_nothing(void *builder) {
    (void)builder;
}
