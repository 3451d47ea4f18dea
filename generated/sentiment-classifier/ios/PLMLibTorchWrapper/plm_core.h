/*
 * A C interface to torch's lite interpreter.
 *
 * No C++ exception leaves it. A function that fails returns NULL or false, and plm_last_error() then says why.
 * Every plm_value that a function returns belongs to the caller, who frees it with plm_value_free().
 * Values may be used from any thread; those that came from a module stay valid after the module is gone.
 */
#ifndef PLM_CORE_H
#define PLM_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows with every function or class that is added; callers compare it with plm_version() of the library they got. */
#define PLM_VERSION 1

typedef struct plm_module plm_module;
typedef struct plm_value plm_value;

/* Element types; the numbers are those of c10::ScalarType. */
typedef enum {
    PLM_UINT8 = 0,
    PLM_INT8 = 1,
    PLM_INT16 = 2,
    PLM_INT32 = 3,
    PLM_INT64 = 4,
    PLM_FLOAT16 = 5,
    PLM_FLOAT32 = 6,
    PLM_FLOAT64 = 7,
    PLM_BOOL = 11,
    PLM_BFLOAT16 = 15
} plm_dtype;

typedef enum {
    PLM_KIND_NONE,
    PLM_KIND_TENSOR,
    PLM_KIND_BOOL,
    PLM_KIND_INT,
    PLM_KIND_FLOAT,
    PLM_KIND_STRING,
    PLM_KIND_BOOL_LIST,
    PLM_KIND_INT_LIST,
    PLM_KIND_FLOAT_LIST,
    PLM_KIND_LIST, /* of any other type */
    PLM_KIND_TUPLE,
    PLM_KIND_STRING_DICT, /* a dict with string keys */
    PLM_KIND_INT_DICT     /* a dict with int keys */
} plm_kind;

int plm_version(void);

/* Why the last failing call of this thread failed, in UTF-8; valid until its next one. */
const char *plm_last_error(void);

/* How many threads torch uses for one operation, in the whole process. False, and no change, where count is not 1 or
   more. */
bool plm_set_num_threads(int64_t count);

/* Modules: the file at path, in the lite interpreter's format. */
plm_module *plm_module_load(const char *path);

/* The same of a file's content, which is not needed afterwards. */
plm_module *plm_module_load_bytes(const void *bytes, size_t count);

/* Runs a method on all of its arguments, after checking their number and types. Calls on one module run in turn. */
plm_value *plm_module_run(plm_module *module, const char *method, plm_value *const *inputs, size_t count);

/* Refuses calls from now on, waits for the running one and frees the model. */
void plm_module_close(plm_module *module);

/* Closes the module and ends the handle, which no other thread may be using. */
void plm_module_free(plm_module *module);

/* Values. */
plm_value *plm_none(void);
plm_value *plm_bool(bool value);
plm_value *plm_int(int64_t value);
plm_value *plm_float(double value);
plm_value *plm_string(const char *utf8, size_t length);

/* A tensor of a copy of count elements, in row-major order. */
plm_value *plm_tensor(plm_dtype dtype, const int64_t *shape, size_t rank, const void *elements, size_t count);

/* A List[int], List[float] or List[bool] of count elements of type PLM_INT64, PLM_FLOAT64 or PLM_BOOL. */
plm_value *plm_number_list(plm_dtype dtype, const void *elements, size_t count);

/* type: the container's own type as TorchScript spells it, such as "List[Tensor]" or "Dict[str, List[int]]". */
plm_value *plm_list(const char *type, plm_value *const *items, size_t count);
plm_value *plm_dict(const char *type, plm_value *const *keys, size_t key_count, plm_value *const *items, size_t count);
plm_value *plm_tuple(plm_value *const *items, size_t count);

/* Drops what the value holds, so that its memory can go now. Its kind stays; reading or passing it fails, unless it is
   None, a bool or a number, which hold no memory. */
void plm_value_close(plm_value *value);
void plm_value_free(plm_value *value);

plm_kind plm_value_kind(const plm_value *value);

/* What the value holds; 0 or false where it is of another kind. */
bool plm_value_bool(const plm_value *value);
int64_t plm_value_int(const plm_value *value);
double plm_value_float(const plm_value *value);

/* The items of a list, tuple or dict, the elements of a tensor, the UTF-8 bytes of a string; else 0. */
size_t plm_value_count(const plm_value *value);

/* A tensor's element type and sizes. shape has room for plm_tensor_rank() numbers. */
bool plm_tensor_dtype(const plm_value *tensor, plm_dtype *dtype);
size_t plm_tensor_rank(const plm_value *tensor);
bool plm_tensor_shape(const plm_value *tensor, int64_t *shape, size_t rank);

/*
 * Copies all count elements: of a tensor in row-major order, as its own dtype or from a 16-bit float as PLM_FLOAT32; of
 * a List[int], List[float] or List[bool], as in plm_number_list(); of a string, as PLM_UINT8.
 */
bool plm_value_read(const plm_value *value, plm_dtype dtype, void *elements, size_t count);

/* Stores the count items of a list, tuple or dict, or the keys of a dict, each as a new value. */
bool plm_value_items(const plm_value *container, plm_value **items, size_t count);
bool plm_value_keys(const plm_value *dict, plm_value **keys, size_t count);

#ifdef __cplusplus
}
#endif

#endif
