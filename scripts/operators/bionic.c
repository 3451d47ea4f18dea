// What Android's C library and its `liblog` and `libandroid` have beyond glibc, as far as the AAR's library asks for it:
// with this in their place, that library loads and runs on a Linux machine.
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char __sF[3][512];  // stdin, stdout, stderr: their address is all that is asked for

int *__errno(void) { return &errno; }
size_t __strlen_chk(const char *text, size_t size) { return (void)size, strlen(text); }
ssize_t __read_chk(int file, void *data, size_t count, size_t size) { return (void)size, read(file, data, count); }

static FILE *real(FILE *file) {
    if ((char *)file < __sF[0] || (char *)file > __sF[2]) return file;
    return (char *)file == __sF[0] ? stdin : stderr;
}
int fflush(FILE *file) { return fflush_unlocked(file ? real(file) : stderr); }
int vfprintf(FILE *file, const char *format, va_list values) {
    char *text;
    int size = vasprintf(&text, format, values);
    if (size > 0) fwrite_unlocked(text, 1, size, real(file)), free(text);
    return size;
}
int fprintf(FILE *file, const char *format, ...) {
    va_list values;
    va_start(values, format);
    int size = vfprintf(file, format, values);
    va_end(values);
    return size;
}
size_t fwrite(const void *data, size_t size, size_t count, FILE *file) {
    return fwrite_unlocked(data, size, count, real(file));
}
int fputc(int character, FILE *file) { return fputc_unlocked(character, real(file)); }

int __android_log_vprint(int level, const char *tag, const char *format, va_list values) {
    (void)level, (void)tag;
    return vfprintf(stderr, format, values) + (int)fwrite("\n", 1, 1, stderr);
}
int __android_log_print(int level, const char *tag, const char *format, ...) {
    va_list values;
    va_start(values, format);
    int size = __android_log_vprint(level, tag, format, values);
    va_end(values);
    return size;
}
int __android_log_write(int level, const char *tag, const char *text) {
    return __android_log_print(level, tag, "%s", text);
}
void __android_log_assert(const char *condition, const char *tag, const char *format, ...) {
    va_list values;
    va_start(values, format);
    (void)condition, __android_log_vprint(0, tag, format, values);
    abort();
}
void android_set_abort_message(const char *text) { __android_log_write(0, "", text); }

// Assets of an app: there is none.
void *AAssetManager_fromJava(void) { abort(); }
void *AAssetManager_open(void) { abort(); }
void *AAsset_close(void) { abort(); }
void *AAsset_getBuffer(void) { abort(); }
void *AAsset_getLength(void) { abort(); }
