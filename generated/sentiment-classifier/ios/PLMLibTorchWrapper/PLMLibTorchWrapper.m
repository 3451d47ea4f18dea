// Compiles with ARC and without, and without features that only the modern runtime has: no blocks, no subscripts.
#import "PLMLibTorchWrapper.h"

#include "plm_core.h"
#include <stdlib.h>

#if __has_feature(objc_arc)
#define PLM_AUTORELEASE(object) (object)
#else
#define PLM_AUTORELEASE(object) [(object) autorelease]
#endif

NSString *const PLMErrorDomain = @"PLMErrorDomain";

@interface PLMValue ()
- (instancetype)initWithHandle:(plm_value *)handle;
- (plm_value *)handle;
@end

// The core's handles of values, which stay theirs; to be freed by the caller.
static plm_value **PLMHandles(NSArray<PLMValue *> *values) {
    plm_value **handles = calloc(values.count + 1, sizeof(*handles));
    NSUInteger index = 0;
    for (PLMValue *value in values)
        handles[index++] = [value handle];
    return handles;
}

static BOOL PLMReport(NSError **error) {
    if (error) {
        NSDictionary *userInfo = [NSDictionary dictionaryWithObject:[PLMRuntime lastFailure]
                                                             forKey:NSLocalizedDescriptionKey];
        *error = [NSError errorWithDomain:PLMErrorDomain code:1 userInfo:userInfo];
    }
    return NO;
}

// Takes the handle over.
static PLMValue *PLMWrap(plm_value *handle) {
    return handle ? PLM_AUTORELEASE([[PLMValue alloc] initWithHandle:handle]) : nil;
}

static PLMValue *PLMWrapOrReport(plm_value *handle, NSError **error) {
    if (!handle)
        PLMReport(error);
    return PLMWrap(handle);
}

typedef bool (*PLMListing)(const plm_value *container, plm_value **values, size_t count);

static NSArray<PLMValue *> *PLMWrapAll(PLMListing listing, const plm_value *container) {
    const size_t count = plm_value_count(container);
    NSMutableArray<PLMValue *> *values = [NSMutableArray arrayWithCapacity:count];
    plm_value **handles = calloc(count + 1, sizeof(*handles));
    if (listing(container, handles, count)) {
        for (size_t index = 0; index < count; ++index)
            [values addObject:PLMWrap(handles[index])];
    }
    free(handles);
    return values;
}

@implementation PLMValue

- (instancetype)init {
    return [self initWithHandle:plm_none()];
}

- (instancetype)initWithHandle:(plm_value *)handle {
    self = [super init];
    if (self)
        _value = handle;
    return self;
}

- (void)dealloc {
    plm_value_free(_value);
#if !__has_feature(objc_arc)
    [super dealloc];
#endif
}

- (plm_value *)handle {
    return _value;
}

+ (PLMValue *)none {
    return PLMWrap(plm_none());
}

+ (PLMValue *)valueWithBool:(BOOL)value {
    return PLMWrap(plm_bool(value));
}

+ (PLMValue *)valueWithInt:(int64_t)value {
    return PLMWrap(plm_int(value));
}

+ (PLMValue *)valueWithFloat:(double)value {
    return PLMWrap(plm_float(value));
}

+ (PLMValue *)valueWithString:(NSString *)string {
    NSData *utf8 = [string dataUsingEncoding:NSUTF8StringEncoding allowLossyConversion:YES];
    return [self valueWithUTF8:utf8.bytes length:utf8.length];
}

+ (PLMValue *)valueWithUTF8:(const void *)bytes length:(NSUInteger)length {
    return PLMWrap(plm_string(bytes, length));
}

+ (PLMValue *)tensorWithElements:(const void *)elements
                           count:(NSUInteger)count
                           dtype:(PLMDType)dtype
                           shape:(const int64_t *)shape
                            rank:(NSUInteger)rank
                           error:(NSError **)error {
    return PLMWrapOrReport(plm_tensor((plm_dtype)dtype, shape, rank, elements, count), error);
}

+ (PLMValue *)listWithElements:(const void *)elements
                         count:(NSUInteger)count
                         dtype:(PLMDType)dtype
                         error:(NSError **)error {
    return PLMWrapOrReport(plm_number_list((plm_dtype)dtype, elements, count), error);
}

+ (PLMValue *)listOfType:(NSString *)type items:(NSArray<PLMValue *> *)items error:(NSError **)error {
    plm_value **handles = PLMHandles(items);
    plm_value *list = plm_list(type.UTF8String, handles, items.count);
    free(handles);
    return PLMWrapOrReport(list, error);
}

+ (PLMValue *)dictOfType:(NSString *)type
                    keys:(NSArray<PLMValue *> *)keys
                   items:(NSArray<PLMValue *> *)items
                   error:(NSError **)error {
    plm_value **keyHandles = PLMHandles(keys);
    plm_value **itemHandles = PLMHandles(items);
    plm_value *dict = plm_dict(type.UTF8String, keyHandles, keys.count, itemHandles, items.count);
    free(keyHandles);
    free(itemHandles);
    return PLMWrapOrReport(dict, error);
}

+ (PLMValue *)tupleOfItems:(NSArray<PLMValue *> *)items error:(NSError **)error {
    plm_value **handles = PLMHandles(items);
    plm_value *tuple = plm_tuple(handles, items.count);
    free(handles);
    return PLMWrapOrReport(tuple, error);
}

- (PLMKind)kind {
    return (PLMKind)plm_value_kind(_value);
}

- (BOOL)boolValue {
    return plm_value_bool(_value);
}

- (int64_t)intValue {
    return plm_value_int(_value);
}

- (double)floatValue {
    return plm_value_float(_value);
}

- (NSString *)stringValue {
    NSMutableData *utf8 = [NSMutableData dataWithLength:self.count];
    if (self.kind != PLMKindString || !plm_value_read(_value, PLM_UINT8, utf8.mutableBytes, utf8.length))
        return nil;
    return PLM_AUTORELEASE([[NSString alloc] initWithData:utf8 encoding:NSUTF8StringEncoding]);
}

- (NSUInteger)count {
    return plm_value_count(_value);
}

- (NSArray<PLMValue *> *)items {
    return PLMWrapAll(plm_value_items, _value);
}

- (NSArray<PLMValue *> *)keys {
    return PLMWrapAll(plm_value_keys, _value);
}

- (PLMDType)dtype {
    plm_dtype dtype = PLM_UINT8;
    plm_tensor_dtype(_value, &dtype);
    return (PLMDType)dtype;
}

- (NSUInteger)rank {
    return plm_tensor_rank(_value);
}

- (BOOL)getShape:(int64_t *)shape rank:(NSUInteger)rank error:(NSError **)error {
    return plm_tensor_shape(_value, shape, rank) || PLMReport(error);
}

- (BOOL)getElements:(void *)elements count:(NSUInteger)count dtype:(PLMDType)dtype error:(NSError **)error {
    return plm_value_read(_value, (plm_dtype)dtype, elements, count) || PLMReport(error);
}

- (void)close {
    plm_value_close(_value);
}

@end

@interface PLMModule ()
- (instancetype)initWithHandle:(plm_module *)handle;
@end

// Takes the handle over.
static PLMModule *PLMOwned(plm_module *handle, NSError **error) {
    if (!handle) {
        PLMReport(error);
        return nil;
    }
    return PLM_AUTORELEASE([[PLMModule alloc] initWithHandle:handle]);
}

@implementation PLMModule

- (instancetype)init {
    return [self initWithHandle:NULL];
}

- (instancetype)initWithHandle:(plm_module *)handle {
    self = [super init];
    if (self)
        _module = handle;
    return self;
}

- (void)dealloc {
    plm_module_free(_module);
#if !__has_feature(objc_arc)
    [super dealloc];
#endif
}

+ (PLMModule *)moduleWithPath:(NSString *)path error:(NSError **)error {
    return PLMOwned(plm_module_load(path.UTF8String), error);
}

+ (PLMModule *)moduleWithBytes:(const void *)bytes length:(NSUInteger)length error:(NSError **)error {
    return PLMOwned(plm_module_load_bytes(bytes, length), error);
}

- (PLMValue *)runMethod:(NSString *)name inputs:(NSArray<PLMValue *> *)inputs error:(NSError **)error {
    plm_value **handles = PLMHandles(inputs);
    plm_value *result = plm_module_run(_module, name.UTF8String, handles, inputs.count);
    free(handles);
    return PLMWrapOrReport(result, error);
}

- (void)close {
    plm_module_close(_module);
}

@end

// The file of that name among a bundle's resources, or in a folder of them.
static NSString *PLMResource(NSBundle *bundle, NSString *name, NSString *folder) {
    NSString *path = [bundle pathForResource:name ofType:nil inDirectory:folder];
    return path ? path : [bundle pathForResource:name ofType:nil];
}

@implementation PLMRuntime

+ (NSInteger)version {
    return plm_version();
}

+ (NSString *)lastFailure {
    NSString *message = [NSString stringWithUTF8String:plm_last_error()];
    return message ? message : @"torch failed with a message that is no UTF-8";
}

+ (BOOL)setNumThreads:(NSInteger)count error:(NSError **)error {
    return plm_set_num_threads(count) || PLMReport(error);
}

// Pod and Swift package put resources into a bundle of their own. Where that lies depends on how the app links them: in
// the app itself, or in the framework that this class is part of.
+ (NSString *)pathForModel:(NSString *)name inFolder:(NSString *)folder {
    NSBundle *app = [NSBundle mainBundle];
    NSBundle *own = [NSBundle bundleForClass:self];
    NSArray *places = [NSArray arrayWithObjects:own.resourcePath ?: @"", app.resourcePath ?: @"", app.bundlePath, nil];
    for (NSString *place in places) {
        NSString *resources = [place stringByAppendingPathComponent:@"PLMLibTorchWrapper_PLMLibTorchWrapper.bundle"];
        NSString *path = PLMResource([NSBundle bundleWithPath:resources], name, folder);
        if (path)
            return path;
    }
    NSString *path = PLMResource(own, name, folder);
    return path ? path : PLMResource(app, name, folder);
}

@end
