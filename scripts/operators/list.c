// Prints what a libtorch that is loaded here has: `operator NAME` lines, `class NAME` or `lacks NAME`, `bytecode LEAST LAST`.
// Usage: list LIBRARY; with files of models after it: loads each with that library's lite loader instead, in a process of
// its own, and prints `loads FILE`, `refuses FILE`, or what else ended it.
//
// It calls exported C++ functions of torch through their mangled names and knows how three C++ libraries lay out a
// string: -DLIBCXX (Android's), -DCOW (libstdc++ before its new ABI) or neither (libstdc++ since).
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(LIBCXX)
typedef union {
    struct { size_t capacity, size; char *data; } far;
    struct { unsigned char size; char data[23]; } near;
} string;
static const char *text(const string *s) { return s->near.size & 1 ? s->far.data : s->near.data; }
static string string_of(char *text) {
    string made;
    made.far.capacity = (strlen(text) + 1) | 1;
    made.far.size = strlen(text);
    made.far.data = text;
    return made;
}
#define CUSTOM_CLASS "_ZN5torch14getCustomClassERKNSt6__ndk112basic_stringIcNS0_11char_traitsIcEENS0_9allocatorIcEEEE"
#define LOAD \
    "_ZN5torch3jit16_load_for_mobileERKNSt6__ndk112basic_stringIcNS1_11char_traitsIcEENS1_9allocatorIcEEEE" \
    "N3c108optionalINSA_6DeviceEEE"
#elif defined(COW)
typedef struct { char *data; } string;
static const char *text(const string *s) { return s->data; }
static string string_of(char *text) {  // its length and its count of uses stand before the characters
    size_t *head = calloc(1, 3 * sizeof(size_t) + strlen(text) + 1);
    head[0] = head[1] = strlen(text);
    return (string){strcpy((char *)(head + 3), text)};
}
#define CUSTOM_CLASS "_ZN5torch14getCustomClassERKSs"
#define LOAD "_ZN5torch3jit16_load_for_mobileERKSsN3c108optionalINS3_6DeviceEEE"
#else
typedef struct { char *data; size_t size; char near[16]; } string;
static const char *text(const string *s) { return s->data; }
static string string_of(char *text) { return (string){text, strlen(text), {0}}; }
#define CUSTOM_CLASS "_ZN5torch14getCustomClassERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
#define LOAD \
    "_ZN5torch3jit16_load_for_mobileERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE" \
    "St8optionalIN3c106DeviceEE"
#endif

// Classes of torch that models of some backend or engine hold.
static const char *CLASSES[] = {
    "quantized.LinearPackedParamsBase", "quantized.Conv2dPackedParamsBase", "quantized.Conv3dPackedParamsBase",
    "quantized.EmbeddingPackedParamsBase", "rnn.CellParamsBase", "sparse.LinearPackedParamsBase",
    "xnnpack.LinearOpContext", "xnnpack.Conv2dOpContext", "xnnpack.TransposeConv2dOpContext", "_nnapi.Compilation",
    "vulkan.LinearOpContext", "vulkan.LinearPackedContext", "vulkan.Conv2dOpContext", "vulkan.Conv2dPackedContext",
    "vulkan.GruOpContext", "vulkan.GruPackedContext", "vulkan.TransposeConv2dOpContext",
    "vulkan.LstmPackedContext", "metal.Conv2dOpContext", "metal.LinearOpContext", "backends.nnapi",
    "__backends__.nnapi", "__backends__.coreml", "__backends__.qnnpack", "__backends__.xnnpack",
};

// An element of std::unordered_map<std::string, ...>. All three keep the first one in the map's third word.
typedef struct node {
    struct node *next;
#if defined(LIBCXX)
    size_t hash;
#endif
    string name;
    char schema[8];  // a std::optional<int>, or one of before C++17: how many arguments its schema has
} node;
#if defined(LIBCXX) || defined(COW)
enum { HAS_SCHEMA = 0 };
#else
enum { HAS_SCHEMA = sizeof(int) };
#endif
typedef struct { void *buckets; size_t count; node *first; void *rest[8]; } map;
typedef struct { uint64_t least, last; } range;

static void *library;

static void *function(const char *name) {
    void *found = dlsym(library, name);
    if (!found) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    return found;
}

// torch::jit::_load_for_mobile(const std::string &, std::optional<c10::Device>); what it throws ends the process.
static void load(char *path) {
    char module[4096] = {0};
    string name = string_of(path);
    ((void *(*)(void *, string *, long))function(LOAD))(module, &name, 0);
}

static void try(char *path) {
    int status = 0;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        load(path);
        _Exit(0);
    }
    waitpid(child, &status, 0);
    if (status == 0) printf("loads %s\n", path);
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT) printf("refuses %s\n", path);
    else printf("crashes %s\n", path);
}

int main(int count, char **arguments) {
    library = dlopen(arguments[1], RTLD_LAZY | RTLD_GLOBAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    for (int i = 2; i < count; i++) try(arguments[i]);
    if (count == 2) {
        map operators = {0};
#if defined(LIBCXX) || defined(COW)
        ((void *(*)(map *))function("_ZN5torch3jit25_get_runtime_ops_and_infoEv"))(&operators);
#else
        ((void *(*)(map *))function("_ZN5torch3jit25_get_runtime_ops_and_infoB5cxx11Ev"))(&operators);
#endif
        for (node *each = operators.first; each; each = each->next)
            if (each->schema[HAS_SCHEMA]) printf("operator %s\n", text(&each->name));  // else a kernel without operator
        void (*class_of)(void **, string *) = function(CUSTOM_CLASS);
        for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++) {
            char qualified[200];
            snprintf(qualified, sizeof qualified, "__torch__.torch.classes.%s", CLASSES[i]);
            string name = string_of(qualified);
            void *found[2] = {0};  // a shared_ptr
            class_of(found, &name);
            printf("%s %s\n", found[0] ? "class" : "lacks", CLASSES[i]);
        }
        range found = {4};  // the first that kmpgen reads; libraries before 1.11 tell the last alone
        const char *both = "_ZN5torch3jit38_get_runtime_bytecode_min_max_versionsEv";
        if (dlsym(library, both)) found = ((range (*)(void))function(both))();
        else found.last = ((uint64_t (*)(void))function("_ZN5torch3jit29_get_runtime_bytecode_versionEv"))();
        printf("bytecode %lu %lu\n", found.least, found.last);
    }
    fflush(stdout);
    _Exit(0);  // destructors of a library that stands on stand-ins are not worth running
}
