/*
 * cinterop calls a handful of functions that only JetBrains' own libclang has. Its Linux build answers them with stubs, since it is
 * not meant to read Objective-C. Preloaded, these definitions win over the stubs and answer from libclang's public interface.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct { int kind; int xdata; const void *data[3]; } CXCursor;
typedef struct { int kind; void *data[2]; } CXType;
typedef struct { const void *data; unsigned private_flags; } CXString;
/* JetBrains' type: opaque to cinterop, which only hands it back. Here it points to the attributed type itself. */
typedef struct { const void *type; } CXTypeAttributes;

enum { INSTANCE_METHOD = 16, CLASS_METHOD = 17 };
enum { TYPE_ID = 27, TYPE_CLASS = 28, TYPE_OBJECT_POINTER = 109 };

static void *libclang(const char *name) {
    static void *handle;
    if (!handle) handle = dlopen("libclang.so.21.1", RTLD_LAZY);
    return dlsym(handle, name);
}

/*
 * Nullability is an attribute of types, which libclang drops unless the translation unit was parsed with IncludeAttributedTypes.
 * cinterop parses without; so the option is switched on for the length of one call. It lies behind six pointers.
 */
enum { INCLUDE_ATTRIBUTED_TYPES = 0x1000, OPTIONS_OFFSET = 6 * sizeof(void *) };

static unsigned *options_of(const void *translation_unit) {
    bool real = (unsigned long)translation_unit >= 65536; /* invalid cursors carry small numbers there */
    return real ? (unsigned *)((char *)translation_unit + OPTIONS_OFFSET) : NULL;
}

static CXTypeAttributes remember(CXType type) {
    CXType *copy = malloc(sizeof type); /* lives as long as the process, which is one cinterop run */
    *copy = type;
    return (CXTypeAttributes){copy};
}

static CXTypeAttributes attributed(CXCursor cursor, const char *function) {
    CXType (*type_of)(CXCursor) = libclang(function);
    unsigned *options = options_of(cursor.data[2]);
    if (!options) return remember(type_of(cursor));
    unsigned before = *options;
    *options |= INCLUDE_ATTRIBUTED_TYPES;
    CXType type = type_of(cursor);
    *options = before;
    return remember(type);
}

CXTypeAttributes clang_getDeclTypeAttributes(CXCursor cursor) {
    return attributed(cursor, "clang_getCursorType");
}

CXTypeAttributes clang_getCursorResultTypeAttributes(CXCursor cursor) {
    return attributed(cursor, "clang_getCursorResultType");
}

CXTypeAttributes clang_getResultTypeAttributes(CXTypeAttributes attributes) {
    if (!attributes.type) return attributes;
    CXType (*result_of)(CXType) = libclang("clang_getResultType");
    CXType function = *(const CXType *)attributes.type;
    unsigned *options = options_of(function.data[1]);
    if (!options) return remember(result_of(function));
    unsigned before = *options;
    *options |= INCLUDE_ATTRIBUTED_TYPES;
    CXType result = result_of(function);
    *options = before;
    return remember(result);
}

/* JetBrains' numbers: nullable 0, non-null 1, unspecified 2; libclang's: non-null 0, nullable 1, nullable result 4. */
int clang_Type_getNullabilityKind(CXType type, CXTypeAttributes attributes) {
    int (*nullability)(CXType) = libclang("clang_Type_getNullability");
    switch (nullability(attributes.type ? *(const CXType *)attributes.type : type)) {
        case 0: return 1;
        case 1: case 4: return 0;
        default: return 2;
    }
}

/* Whether the method's name starts with the word, as ARC's method families are told. */
static bool in_family(CXCursor cursor, const char *word) {
    CXString (*spelling)(CXCursor) = libclang("clang_getCursorSpelling");
    const char *(*text)(CXString) = libclang("clang_getCString");
    void (*dispose)(CXString) = libclang("clang_disposeString");
    CXString name = spelling(cursor);
    const char *start = text(name);
    while (*start == '_') start++;
    size_t length = strlen(word);
    bool result = strncmp(start, word, length) == 0 && !islower((unsigned char)start[length]);
    dispose(name);
    return result;
}

unsigned clang_Cursor_isObjCInitMethod(CXCursor cursor) {
    return cursor.kind == INSTANCE_METHOD && in_family(cursor, "init");
}

unsigned clang_Cursor_isObjCConsumingSelfMethod(CXCursor cursor) {
    return clang_Cursor_isObjCInitMethod(cursor);
}

unsigned clang_Cursor_isObjCReturningRetainedMethod(CXCursor cursor) {
    if (cursor.kind != INSTANCE_METHOD && cursor.kind != CLASS_METHOD) return 0;
    CXType (*result_of)(CXCursor) = libclang("clang_getCursorResultType");
    int kind = result_of(cursor).kind;
    if (kind != TYPE_ID && kind != TYPE_CLASS && kind != TYPE_OBJECT_POINTER) return 0;
    return clang_Cursor_isObjCInitMethod(cursor) || in_family(cursor, "alloc") || in_family(cursor, "copy") ||
           in_family(cursor, "mutableCopy") || in_family(cursor, "new");
}
