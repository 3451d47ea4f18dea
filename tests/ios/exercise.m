// Exercises the emitted Objective-C over real models: `exercise FOLDER CASE` ends with 0 where the case holds.
// Without arguments it lists the cases. Manual retain and release, without blocks and subscripts: see the wrapper.
#import "PLMLibTorchWrapper.h"

#include <malloc.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static NSString *folder;

#define CHECK(...)                                                                                                     \
    do {                                                                                                               \
        if (!(__VA_ARGS__)) {                                                                                          \
            fprintf(stderr, "line %d: %s; last failure: %s\n", __LINE__, #__VA_ARGS__,                                 \
                    [[PLMRuntime lastFailure] UTF8String]);                                                            \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

static PLMModule *load(NSString *name) {
    NSError *error = nil;
    PLMModule *module = [PLMModule moduleWithPath:[folder stringByAppendingPathComponent:name] error:&error];
    CHECK(module && !error);
    return module;
}

static PLMModule *values(void) { return load(@"values.ptl"); }

static PLMModule *tensors(void) { return load(@"tensors.ptl"); }

static NSArray<PLMValue *> *one(PLMValue *value) { return [NSArray arrayWithObject:value]; }

static PLMValue *tensor(PLMDType dtype, const void *elements, NSUInteger count, const int64_t *shape, NSUInteger rank) {
    return [PLMValue tensorWithElements:elements count:count dtype:dtype shape:shape rank:rank error:NULL];
}

// A float tensor of 0, 1, 2...
static PLMValue *counting(int64_t rows, int64_t columns) {
    const int64_t shape[] = {rows, columns};
    float elements[64];
    for (int i = 0; i < rows * columns; ++i)
        elements[i] = i;
    return tensor(PLMDTypeFloat32, elements, rows * columns, shape, 2);
}

static PLMValue *run(PLMModule *module, NSString *method, NSArray<PLMValue *> *inputs) {
    NSError *error = nil;
    PLMValue *result = [module runMethod:method inputs:inputs error:&error];
    CHECK(result && !error);
    return result;
}

// Whether the call fails, both error paths telling the same, with all the words of `expected`, separated by blanks.
static BOOL refuses(PLMModule *module, NSString *method, NSArray<PLMValue *> *inputs, NSString *expected) {
    NSError *error = nil;
    PLMValue *result = [module runMethod:method inputs:inputs error:&error];
    NSString *message = [error localizedDescription];
    CHECK(!result && [[error domain] isEqualToString:PLMErrorDomain]);
    CHECK([message isEqualToString:[PLMRuntime lastFailure]]);
    for (NSString *word in [expected componentsSeparatedByString:@" "]) {
        if ([message rangeOfString:word].location == NSNotFound) {
            fprintf(stderr, "no '%s' in: %s\n", [word UTF8String], [message UTF8String]);
            return NO;
        }
    }
    return YES;
}

static BOOL holds(PLMValue *value, const float *expected, NSUInteger count) {
    float elements[64] = {0};
    CHECK(value.count == count && [value getElements:elements count:count dtype:PLMDTypeFloat32 error:NULL]);
    return memcmp(elements, expected, count * sizeof(float)) == 0;
}

static PLMValue *item(PLMValue *container, NSUInteger index) { return [container.items objectAtIndex:index]; }

static void a_missing_file_is_an_error(void) {
    NSError *error = nil;
    CHECK(![PLMModule moduleWithPath:@"/no/such/model.ptl" error:&error]);
    CHECK([[error localizedDescription] rangeOfString:@"/no/such/model.ptl"].location != NSNotFound);
    CHECK(![PLMModule moduleWithPath:@"" error:NULL] && ![PLMModule moduleWithPath:folder error:NULL]);
}

static void every_dtype_goes_through(void) {
    const PLMDType dtypes[] = {PLMDTypeUInt8,   PLMDTypeInt8,    PLMDTypeInt16,   PLMDTypeInt32, PLMDTypeInt64,
                               PLMDTypeFloat16, PLMDTypeFloat32, PLMDTypeFloat64, PLMDTypeBool,  PLMDTypeBFloat16};
    const size_t sizes[] = {1, 1, 2, 4, 8, 2, 4, 8, 1, 2};
    const int64_t shape[] = {2, 1, 3};
    PLMModule *module = values();
    for (int i = 0; i < 10; ++i) {
        uint8_t given[48], got[48] = {0};
        for (size_t byte = 0; byte < sizeof(given); ++byte)
            given[byte] = dtypes[i] == PLMDTypeBool ? byte % 2 : byte + 1;
        PLMValue *result = run(module, @"forward", one(tensor(dtypes[i], given, 6, shape, 3)));
        int64_t sizesRead[3] = {0};
        CHECK(result.kind == PLMKindTensor && result.dtype == dtypes[i] && result.rank == 3 && result.count == 6);
        CHECK([result getShape:sizesRead rank:3 error:NULL] && memcmp(sizesRead, shape, sizeof(shape)) == 0);
        CHECK([result getElements:got count:6 dtype:dtypes[i] error:NULL] && memcmp(given, got, 6 * sizes[i]) == 0);
    }
}

static void empty_tensors_and_scalars_go_through(void) {
    const int64_t shape[] = {0, 3};
    const double number = 2.5;
    double got = 0;
    PLMModule *module = values();
    PLMValue *empty = run(module, @"forward", one(tensor(PLMDTypeFloat32, NULL, 0, shape, 2)));
    CHECK(empty.rank == 2 && empty.count == 0 && [empty getElements:NULL count:0 dtype:PLMDTypeFloat32 error:NULL]);
    PLMValue *scalar = run(module, @"forward", one(tensor(PLMDTypeFloat64, &number, 1, NULL, 0)));
    CHECK(scalar.rank == 0 && [scalar getShape:NULL rank:0 error:NULL]);
    CHECK([scalar getElements:&got count:1 dtype:PLMDTypeFloat64 error:NULL] && got == number);
}

static void a_shape_must_hold_the_elements(void) {
    const float elements[6] = {0};
    const int64_t few[] = {2, 2}, negative[] = {-2, -3}, huge[] = {INT64_MAX, 2};
    NSError *error = nil;
    CHECK(!tensor(PLMDTypeFloat32, elements, 6, few, 2) && !tensor(PLMDTypeFloat32, elements, 6, negative, 2));
    CHECK(!tensor(PLMDTypeFloat32, elements, 6, huge, 2) && !tensor((PLMDType)9, elements, 6, few, 2));
    CHECK(![PLMValue tensorWithElements:elements count:6 dtype:PLMDTypeFloat32 shape:few rank:2 error:&error]);
    CHECK([[error localizedDescription] length] > 0);
}

static void outputs_are_read_in_row_major_order(void) {
    PLMModule *module = tensors();
    NSArray<PLMValue *> *x = one(counting(2, 3));
    CHECK(holds(run(module, @"transposed", x), (float[]){0, 3, 1, 4, 2, 5}, 6));
    CHECK(holds(run(module, @"every_second", x), (float[]){0, 2, 3, 5}, 4));
    CHECK(holds(run(module, @"expanded", x), (float[]){0, 0, 0, 3, 3, 3}, 6));
    const int64_t image[] = {1, 2, 2, 2};
    const float pixels[] = {0, 1, 2, 3, 4, 5, 6, 7};
    PLMValue *picture = tensor(PLMDTypeFloat32, pixels, 8, image, 4);
    CHECK(holds(run(module, @"channels_last", one(picture)), pixels, 8));
}

static void short_floats_widen(void) {
    PLMModule *module = tensors();
    PLMValue *half = run(module, @"half", one(counting(2, 3))), *brain = run(module, @"brain", one(counting(2, 3)));
    CHECK(half.dtype == PLMDTypeFloat16 && holds(half, (float[]){0, 1, 2, 3, 4, 5}, 6));
    CHECK(brain.dtype == PLMDTypeBFloat16 && holds(brain, (float[]){0, 1, 2, 3, 4, 5}, 6));
}

static void elements_are_read_as_what_they_are(void) {
    float elements[6];
    PLMValue *x = counting(2, 3);
    CHECK(![x getElements:elements count:6 dtype:PLMDTypeInt32 error:NULL]);
    CHECK(![x getElements:elements count:5 dtype:PLMDTypeFloat32 error:NULL]);
    CHECK(![x getShape:(int64_t[]){0, 0, 0} rank:3 error:NULL]);
    CHECK(![[PLMValue valueWithInt:1] getElements:elements count:1 dtype:PLMDTypeInt64 error:NULL]);
}

static void what_cannot_be_read_is_refused(void) {
    PLMModule *module = tensors();
    NSArray<PLMValue *> *x = one(counting(2, 3));
    CHECK(refuses(module, @"complex_one", x, @"ComplexFloat cast exported module"));
    CHECK(refuses(module, @"sparse", x, @"sparse to_dense"));
    CHECK(refuses(module, @"quantized", x, @"QUInt8 dequantize"));
}

static void wrong_inputs_never_reach_torch(void) {
    PLMModule *module = values();
    PLMValue *number = [PLMValue valueWithInt:3], *x = counting(2, 3), *none = [PLMValue none];
    PLMValue *strings = [PLMValue listOfType:@"List[str]" items:one([PLMValue valueWithString:@"a"]) error:NULL];
    NSArray<PLMValue *> *four = [NSArray arrayWithObjects:number, number, number, number, nil];
    CHECK(refuses(module, @"forward", one(number), @"forward 'x' Tensor int"));
    CHECK(refuses(module, @"forward", one(none), @"'x' None"));
    CHECK(refuses(module, @"forward", [NSArray array], @"1 0"));
    CHECK(refuses(module, @"forward", [NSArray arrayWithObjects:x, x, nil], @"1 2"));
    CHECK(refuses(module, @"scalars", four, @"'b' bool int"));
    CHECK(refuses(module, @"optional", one(number), @"Optional[Tensor] int"));
    CHECK(refuses(module, @"nested", one(strings), @"List[List[int]] List[str]"));
    CHECK(refuses(module, @"point", one(x), @"'p' Tensor"));
    CHECK(refuses(module, @"nowhere", one(x), @"no method 'nowhere'"));
    CHECK(refuses(module, @"deep",
                  one([PLMValue dictOfType:@"Dict[str, int]"
                                      keys:one([PLMValue valueWithString:@"a"])
                                     items:one(number)
                                     error:NULL]),
                  @"'x' Dict[str, int]"));
}

static void containers_hold_what_they_say(void) {
    PLMValue *number = [PLMValue valueWithInt:3];
    NSError *error = nil;
    CHECK(![PLMValue listOfType:@"List[str]" items:one(number) error:&error]);
    CHECK([[error localizedDescription] rangeOfString:@"List[str]"].location != NSNotFound);
    CHECK(![PLMValue listOfType:@"int" items:one(number) error:NULL]);
    CHECK(![PLMValue listOfType:@"List[nonsense" items:one(number) error:NULL]);
    CHECK(![PLMValue dictOfType:@"Dict[str, int]" keys:one(number) items:one(number) error:NULL]);
    CHECK(![PLMValue dictOfType:@"Dict[int, int]" keys:[NSArray array] items:one(number) error:NULL]);
    CHECK(![PLMValue listWithElements:"x" count:1 dtype:PLMDTypeUInt8 error:NULL]);
}

static void failures_of_the_model_are_errors(void) {
    PLMModule *module = tensors();
    CHECK(refuses(module, @"raises", one(counting(1, 1)), @"boom from the model"));
    CHECK(run(module, @"transposed", one(counting(2, 3))));
}

static PLMValue *scalars(BOOL b, int64_t i, double f, PLMValue *string) {
    NSArray<PLMValue *> *inputs = [NSArray arrayWithObjects:[PLMValue valueWithBool:b], [PLMValue valueWithInt:i],
                                                            [PLMValue valueWithFloat:f], string, nil];
    return run(values(), @"scalars", inputs);
}

static void scalars_go_through(void) {
    PLMValue *result = scalars(YES, INT64_MIN, -INFINITY, [PLMValue valueWithString:@"text"]);
    CHECK(result.kind == PLMKindTuple && result.count == 4);
    CHECK(item(result, 0).kind == PLMKindBool && item(result, 0).boolValue);
    CHECK(item(result, 1).kind == PLMKindInt && item(result, 1).intValue == INT64_MIN);
    CHECK(item(result, 2).kind == PLMKindFloat && item(result, 2).floatValue == -INFINITY);
    CHECK(item(result, 3).kind == PLMKindString && [item(result, 3).stringValue isEqualToString:@"text"]);
    result = scalars(NO, 1, NAN, [PLMValue valueWithString:@""]);
    CHECK(!item(result, 0).boolValue && isnan(item(result, 2).floatValue) && item(result, 3).count == 0);
    CHECK(item(result, 0).intValue == 0 && !item(result, 1).stringValue && item(result, 1).items.count == 0);
}

static void strings_keep_every_byte(void) {
    const char text[] = "nul\0 and \xc3\xa9 \xf0\x9f\x98\x80", bytes[] = "\xff\xfe";
    char got[sizeof(text)] = {0};
    PLMValue *string = item(scalars(YES, 0, 0, [PLMValue valueWithUTF8:text length:sizeof(text) - 1]), 3);
    CHECK(string.count == sizeof(text) - 1);
    CHECK([string getElements:got count:string.count dtype:PLMDTypeUInt8 error:NULL]);
    CHECK(memcmp(text, got, sizeof(text)) == 0);
    CHECK([[PLMValue valueWithString:string.stringValue].stringValue isEqualToString:string.stringValue]);
    PLMValue *invalid = item(scalars(YES, 0, 0, [PLMValue valueWithUTF8:bytes length:2]), 3);
    CHECK(!invalid.stringValue && [invalid getElements:got count:2 dtype:PLMDTypeUInt8 error:NULL]);
    CHECK(memcmp(bytes, got, 2) == 0);
    unichar halves[] = {'a', 0xd83d, 'b'};
    CHECK([PLMValue valueWithString:[NSString stringWithCharacters:halves length:3]].kind == PLMKindString);
}

static void optional_values_go_through(void) {
    PLMModule *module = values();
    CHECK(run(module, @"optional", one([PLMValue none])).kind == PLMKindNone);
    CHECK(run(module, @"optional", one(counting(2, 3))).intValue == 6);
}

static PLMValue *numbers(const void *elements, NSUInteger count, PLMDType dtype) {
    return [PLMValue listWithElements:elements count:count dtype:dtype error:NULL];
}

static void lists_of_numbers_cross_as_blocks(void) {
    const uint8_t bools[] = {1, 0, 1};
    const int64_t ints[] = {INT64_MAX, -1};
    const double floats[] = {0.1, -0.0, INFINITY};
    uint8_t someBools[3];
    int64_t someInts[2];
    double someFloats[3];
    PLMValue *result = run(values(), @"numbers",
                           [NSArray arrayWithObjects:numbers(bools, 3, PLMDTypeBool), numbers(ints, 2, PLMDTypeInt64),
                                                     numbers(floats, 3, PLMDTypeFloat64), nil]);
    CHECK(item(result, 0).kind == PLMKindBoolList && item(result, 1).kind == PLMKindIntList);
    CHECK(item(result, 2).kind == PLMKindFloatList && item(result, 1).items.count == 2);
    CHECK([item(result, 0) getElements:someBools count:3 dtype:PLMDTypeBool error:NULL]);
    CHECK([item(result, 1) getElements:someInts count:2 dtype:PLMDTypeInt64 error:NULL]);
    CHECK([item(result, 2) getElements:someFloats count:3 dtype:PLMDTypeFloat64 error:NULL]);
    CHECK(!memcmp(bools, someBools, 3) && !memcmp(ints, someInts, 16) && !memcmp(floats, someFloats, 24));
    CHECK(![item(result, 1) getElements:someFloats count:2 dtype:PLMDTypeFloat64 error:NULL]);
}

static void empty_containers_have_their_type(void) {
    NSArray *nothing = [NSArray array];
    PLMModule *module = values();
    PLMValue *noInts = numbers(NULL, 0, PLMDTypeInt64), *noFloats = numbers(NULL, 0, PLMDTypeFloat64);
    PLMValue *none =
        run(module, @"numbers", [NSArray arrayWithObjects:numbers(NULL, 0, PLMDTypeBool), noInts, noFloats, nil]);
    CHECK(item(none, 1).kind == PLMKindIntList && item(none, 2).kind == PLMKindFloatList && item(none, 1).count == 0);
    PLMValue *strings = run(module, @"strings", one([PLMValue listOfType:@"List[str]" items:nothing error:NULL]));
    CHECK(strings.kind == PLMKindList && [item(strings, 0).stringValue isEqualToString:@"end"]);
    PLMValue *nested = run(module, @"nested", one([PLMValue listOfType:@"List[List[int]]" items:nothing error:NULL]));
    CHECK(nested.count == 1 && item(nested, 0).kind == PLMKindIntList && item(nested, 0).count == 2);
    PLMValue *dict = [PLMValue dictOfType:@"Dict[str, Tensor]" keys:nothing items:nothing error:NULL];
    CHECK(dict.kind == PLMKindStringDict && run(module, @"by_name", one(dict)).count == 1);
    dict = [PLMValue dictOfType:@"Dict[int, float]" keys:nothing items:nothing error:NULL];
    CHECK(dict.kind == PLMKindIntDict && run(module, @"by_number", one(dict)).count == 1);
}

static void nested_containers_go_through(void) {
    PLMModule *module = values();
    PLMValue *number = [PLMValue valueWithInt:1], *none = [PLMValue none];
    NSArray<PLMValue *> *gaps = [NSArray arrayWithObjects:number, none, none, nil];
    CHECK(run(module, @"gaps", one([PLMValue listOfType:@"List[Optional[int]]" items:gaps error:NULL])).intValue == 2);
    PLMValue *pair = [PLMValue tupleOfItems:[NSArray arrayWithObjects:number, none, nil] error:NULL];
    PLMValue *list = [PLMValue listOfType:@"List[Tuple[int, Optional[Tensor]]]" items:one(pair) error:NULL];
    PLMValue *dict = [PLMValue dictOfType:@"Dict[str, List[Tuple[int, Optional[Tensor]]]]"
                                     keys:one([PLMValue valueWithString:@"a"])
                                    items:one(list)
                                    error:NULL];
    CHECK(run(module, @"deep", one(dict)).intValue == 1);
}

static void dicts_keep_their_order_and_wide_keys(void) {
    const int64_t wide[] = {1LL << 40, -5, 3};
    NSMutableArray *keys = [NSMutableArray array], *items = [NSMutableArray array];
    for (int i = 0; i < 3; ++i) {
        [keys addObject:[PLMValue valueWithInt:wide[i]]];
        [items addObject:[PLMValue valueWithFloat:i]];
    }
    PLMValue *dict =
        run(values(), @"by_number", one([PLMValue dictOfType:@"Dict[int, float]" keys:keys items:items error:NULL]));
    CHECK(dict.kind == PLMKindIntDict && dict.keys.count == 4);
    for (int i = 0; i < 3; ++i)
        CHECK([[dict.keys objectAtIndex:i] intValue] == wide[i] && item(dict, i).floatValue == i);
    CHECK([[dict.keys objectAtIndex:3] intValue] == 7);
}

static void an_unnamed_tuple_serves_as_a_named_one(void) {
    PLMModule *module = values();
    NSArray<PLMValue *> *fields = [NSArray arrayWithObjects:counting(1, 2), [PLMValue valueWithString:@"p"], nil];
    PLMValue *point = [PLMValue tupleOfItems:fields error:NULL];
    PLMValue *moved = run(module, @"point", one(point));
    CHECK(holds(item(moved, 0), (float[]){1, 2}, 2) && [item(moved, 1).stringValue isEqualToString:@"p!"]);
    CHECK([run(module, @"passed_point", one(moved)).stringValue isEqualToString:@"p!"]);
}

static void outputs_outlive_inputs_and_module(void) {
    PLMModule *module = [tensors() retain];
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    float elements[] = {0, 1, 2, 3, 4, 5};
    PLMValue *x = tensor(PLMDTypeFloat32, elements, 6, (int64_t[]){2, 3}, 2);
    memset(elements, 0, sizeof(elements)); // copied already
    PLMValue *transposed = [run(module, @"transposed", one(x)) retain],
             *weights = [run(module, @"weights", [NSArray array]) retain];
    float before[6], after[6];
    CHECK([weights getElements:before count:6 dtype:PLMDTypeFloat32 error:NULL]);
    [x close];
    [module close];
    [module release];
    [pool release];
    CHECK(holds(transposed, (float[]){0, 3, 1, 4, 2, 5}, 6));
    CHECK([weights getElements:after count:6 dtype:PLMDTypeFloat32 error:NULL] && !memcmp(before, after, 24));
    [transposed release];
    [weights release];
}

static void results_keep_what_the_next_call_changes(void) {
    PLMModule *module = load(@"state.ptl");
    NSArray<PLMValue *> *x = one(tensor(PLMDTypeFloat32, (float[]){0, 1}, 2, (int64_t[]){2}, 1));
    PLMValue *buffer = run(module, @"forward", x), *view = run(module, @"last", x), *all = run(module, @"nested", x);
    run(module, @"forward", x);
    CHECK(holds(buffer, (float[]){0, 1}, 2));
    CHECK(holds(view, (float[]){2}, 1));
    CHECK(item(item(all, 0), 0).kind == PLMKindNone && holds(item(item(all, 0), 1), (float[]){0, 3}, 2));
    PLMValue *pair = item(item(all, 1), 0);
    CHECK([[item(all, 1).keys objectAtIndex:0] intValue] == 3 && item(pair, 1).intValue == 7);
    CHECK(holds(item(pair, 0), (float[]){3}, 1));
    CHECK(holds(run(module, @"forward", x), (float[]){0, 5}, 2));
}

static void results_keep_what_containers_of_the_module_held(void) {
    PLMModule *module = load(@"state.ptl");
    NSArray<PLMValue *> *x = one(counting(1, 2));
    PLMValue *first = run(module, @"kept", x), *second = run(module, @"kept", x);
    CHECK(item(first, 0).count == 1 && holds(item(item(first, 0), 0), (float[]){0, 1}, 2));
    CHECK(item(first, 1).kind == PLMKindIntList && item(first, 1).count == 1);
    CHECK([[item(first, 2).keys objectAtIndex:0] count] == 1 && item(first, 2).kind == PLMKindStringDict);
    CHECK(holds(item(item(item(first, 2), 0), 0), (float[]){0, 1}, 2));
    CHECK(item(second, 0).count == 2 && item(second, 1).count == 2);
    CHECK(holds(item(item(item(second, 2), 0), 0), (float[]){1, 2}, 2));
}

static void results_keep_what_the_model_writes_into_an_input(void) {
    PLMModule *module = load(@"state.ptl");
    PLMValue *x = counting(1, 2), *first = run(module, @"grown", one(x));
    run(module, @"grown", one(x));
    CHECK(holds(first, (float[]){1, 2}, 2) && holds(x, (float[]){2, 3}, 2));
    PLMValue *remembered = run(module, @"remembered", one(x));
    run(module, @"kept", one(x)); // adds to what it remembers
    CHECK(holds(remembered, (float[]){2, 3}, 2));
}

static void a_closed_tensor_is_refused(void) {
    PLMValue *x = counting(2, 3);
    float elements[6];
    [x close];
    [x close];
    CHECK(x.kind == PLMKindTensor && x.count == 0);
    CHECK(![x getElements:elements count:6 dtype:PLMDTypeFloat32 error:NULL]);
    CHECK(refuses(values(), @"forward", one(x), @"tensor closed"));
    CHECK(![PLMValue tupleOfItems:one(x) error:NULL]);
}

static void a_closed_module_is_refused(void) {
    PLMModule *module = values();
    PLMValue *result = run(module, @"forward", one(counting(2, 3)));
    [module close];
    [module close];
    CHECK(refuses(module, @"forward", one(counting(2, 3)), @"module closed"));
    CHECK(holds(result, (float[]){0, 1, 2, 3, 4, 5}, 6));
    CHECK(refuses([[PLMModule alloc] init], @"forward", [NSArray array], @"module"));
    CHECK([[[PLMValue alloc] init] kind] == PLMKindNone);
}

static void results_have_no_gradients(void) { CHECK(!run(tensors(), @"forward", one(counting(2, 3))).boolValue); }

static void *in_thread(void *body) {
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    ((void (*)(void))body)();
    [pool release];
    return NULL;
}

// Runs body in four threads at once.
static void in_threads(void (*body)(void)) {
    pthread_t threads[4];
    GSRegisterCurrentThread();
    for (int i = 0; i < 4; ++i)
        CHECK(pthread_create(&threads[i], NULL, in_thread, (void *)body) == 0);
    for (int i = 0; i < 4; ++i)
        pthread_join(threads[i], NULL);
}

static PLMModule *shared;

static void count_often(void) {
    for (int i = 0; i < 100; ++i)
        run(shared, @"count", [NSArray array]);
}

static void calls_of_one_module_run_in_turn(void) {
    shared = tensors();
    in_threads(count_often);
    CHECK(run(shared, @"count", [NSArray array]).intValue == 401);
}

static void count_until_closed(void) {
    while ([shared runMethod:@"count" inputs:[NSArray array] error:NULL])
        continue;
    CHECK([[PLMRuntime lastFailure] isEqualToString:@"the module is closed"]);
}

static void *close_soon(void *unused) {
    usleep(20000);
    in_thread(unused);
    return NULL;
}

static void close_shared(void) { [shared close]; }

static void closing_waits_for_the_running_call(void) {
    pthread_t closer;
    shared = tensors();
    CHECK(pthread_create(&closer, NULL, close_soon, (void *)close_shared) == 0);
    in_threads(count_until_closed);
    pthread_join(closer, NULL);
}

static PLMValue *sharedTensor;

static void read_until_closed(void) {
    static float elements[4][250000];
    static int next;
    float *own = elements[__sync_fetch_and_add(&next, 1)];
    while ([sharedTensor getElements:own count:250000 dtype:PLMDTypeFloat32 error:NULL])
        CHECK(own[0] == 1 && own[249999] == 1);
}

static void close_shared_tensor(void) { [sharedTensor close]; }

static void a_tensor_may_be_closed_while_it_is_read(void) {
    pthread_t closer;
    sharedTensor = run(tensors(), @"big", [NSArray array]);
    CHECK(pthread_create(&closer, NULL, close_soon, (void *)close_shared_tensor) == 0);
    in_threads(read_until_closed);
    pthread_join(closer, NULL);
}

static void fail_here(void) {
    CHECK(![PLMModule moduleWithPath:@"/thread/model.ptl" error:NULL]);
    CHECK([[PLMRuntime lastFailure] rangeOfString:@"/thread/"].location != NSNotFound);
}

static void failures_stay_in_their_thread(void) {
    CHECK(![PLMModule moduleWithPath:@"/main/model.ptl" error:NULL]);
    in_threads(fail_here);
    CHECK([[PLMRuntime lastFailure] rangeOfString:@"/main/"].location != NSNotFound);
}

static long resident_kilobytes(void) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file && fscanf(file, "%*d %ld", &pages) == 1);
    fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void nothing_stays_behind(void) {
    PLMModule *module = tensors();
    long before = 0;
    for (int i = 0; i < 600; ++i) {
        if (i == 100)
            before = resident_kilobytes();
        NSAutoreleasePool *pool = [NSAutoreleasePool new];
        run(module, @"big", [NSArray array]); // 1 MB
        [module runMethod:@"raises" inputs:one(counting(1, 1)) error:NULL];
        if (i % 10 == 0)
            values();
        [pool release];
    }
    CHECK(resident_kilobytes() - before < 50000);
}

static void closing_frees_at_once(void) {
    PLMModule *module = tensors();
    const long before = resident_kilobytes();
    for (int i = 0; i < 300; ++i)
        [run(module, @"big", [NSArray array]) close]; // all objects live on in the outer pool
    CHECK(resident_kilobytes() - before < 50000);
}

static void new_results_are_not_copied(void) {
    PLMModule *module = load(@"state.ptl");
    NSArray<PLMValue *> *two = one([PLMValue valueWithInt:2]), *many = one([PLMValue valueWithInt:25000000]); // 100 MB
    struct rusage before, after;
    run(module, @"ones", two);
    run(module, @"nested_ones", two);
    CHECK(getrusage(RUSAGE_SELF, &before) == 0); // from peak to peak: what is resident now, the system may have cut
    PLMValue *tensor = run(module, @"ones", many), *tensors = run(module, @"nested_ones", many);
    CHECK(tensor.count == 25000000 && tensors.count == 2);
    CHECK(getrusage(RUSAGE_SELF, &after) == 0);
    CHECK(after.ru_maxrss - before.ru_maxrss < 400000); // 300 MB are new; copies would be 300 MB more
}

static NSData *content(NSString *name) {
    NSData *data = [NSData dataWithContentsOfFile:[folder stringByAppendingPathComponent:name]];
    CHECK(data);
    return data;
}

static void a_model_loads_from_bytes(void) {
    NSMutableData *data = [NSMutableData dataWithData:content(@"values.ptl")];
    NSError *error = nil;
    PLMModule *module = [PLMModule moduleWithBytes:data.bytes length:data.length error:&error];
    CHECK(module && !error);
    memset(data.mutableBytes, 0, data.length); // not needed afterwards
    CHECK(run(module, @"strings", one([PLMValue listOfType:@"List[str]" items:[NSArray array] error:NULL])).count == 1);
}

static void bytes_of_no_model_are_an_error(void) {
    NSData *data = content(@"values.ptl");
    const struct {
        const void *bytes;
        NSUInteger length;
    } damaged[] = {{NULL, 0}, {data.bytes, 0}, {data.bytes, 1}, {data.bytes, data.length / 2}, {"no model", 8}};
    for (size_t i = 0; i < sizeof(damaged) / sizeof(*damaged); ++i) {
        NSError *error = nil;
        CHECK(![PLMModule moduleWithBytes:damaged[i].bytes length:damaged[i].length error:&error]);
        CHECK([[error localizedDescription] length] > 0);
    }
}

static void the_number_of_threads_can_be_set(void) {
    CHECK([PLMRuntime setNumThreads:2 error:NULL] && [PLMRuntime setNumThreads:1 error:NULL]);
    const NSInteger refused[] = {0, -1, (NSInteger)1 << 40};
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); ++i) {
        NSError *error = nil;
        CHECK(![PLMRuntime setNumThreads:refused[i] error:&error]);
        CHECK([[error localizedDescription] hasPrefix:@"torch needs one thread or more"]);
    }
}

static const struct {
    const char *name;
    void (*body)(void);
} cases[] = {
#define CASE(name) {#name, name}
    CASE(a_missing_file_is_an_error),
    CASE(every_dtype_goes_through),
    CASE(empty_tensors_and_scalars_go_through),
    CASE(a_shape_must_hold_the_elements),
    CASE(outputs_are_read_in_row_major_order),
    CASE(short_floats_widen),
    CASE(elements_are_read_as_what_they_are),
    CASE(what_cannot_be_read_is_refused),
    CASE(wrong_inputs_never_reach_torch),
    CASE(containers_hold_what_they_say),
    CASE(failures_of_the_model_are_errors),
    CASE(scalars_go_through),
    CASE(strings_keep_every_byte),
    CASE(optional_values_go_through),
    CASE(lists_of_numbers_cross_as_blocks),
    CASE(empty_containers_have_their_type),
    CASE(nested_containers_go_through),
    CASE(dicts_keep_their_order_and_wide_keys),
    CASE(an_unnamed_tuple_serves_as_a_named_one),
    CASE(outputs_outlive_inputs_and_module),
    CASE(results_keep_what_the_next_call_changes),
    CASE(results_keep_what_containers_of_the_module_held),
    CASE(results_keep_what_the_model_writes_into_an_input),
    CASE(a_closed_tensor_is_refused),
    CASE(a_closed_module_is_refused),
    CASE(results_have_no_gradients),
    CASE(calls_of_one_module_run_in_turn),
    CASE(closing_waits_for_the_running_call),
    CASE(a_tensor_may_be_closed_while_it_is_read),
    CASE(failures_stay_in_their_thread),
    CASE(nothing_stays_behind),
    CASE(closing_frees_at_once),
    CASE(new_results_are_not_copied),
    CASE(a_model_loads_from_bytes),
    CASE(bytes_of_no_model_are_an_error),
    CASE(the_number_of_threads_can_be_set),
};

int main(int count, char **words) {
    mallopt(M_MMAP_THRESHOLD, 65536); // a freed tensor leaves the process at once, whatever lies beside it
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    const size_t all = sizeof(cases) / sizeof(*cases);
    for (size_t i = 0; i < all && count < 3; ++i)
        puts(cases[i].name);
    if (count == 3)
        folder = [NSString stringWithUTF8String:words[1]];
    for (size_t i = 0; i < all && count == 3; ++i) {
        if (!strcmp(cases[i].name, words[2]) || !strcmp("all", words[2])) {
            cases[i].body();
            printf("%s\n", cases[i].name);
        }
    }
    [pool release];
    return 0;
}
