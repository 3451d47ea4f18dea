// Replays recorded calls through the emitted Objective-C: `replay MODEL PLAN ANSWERS`.
//
// PLAN is what replay.py writes, a byte an operation, which build values on a stack and run methods on them. ANSWERS
// becomes a recording of what came out, in the format of docs/parity-format.md. Standard error gets a line before each
// call, so that a crash has a place, and a line for every rule of ownership that did not hold.
//
// Manual retain and release, without blocks and subscripts, as the wrapper itself, whose header the compiler is told.
#import <Foundation/NSDebug.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t *plan;
static FILE *answers;
// Torch's codes of element types, by their codes in a recording; and the bytes of one element.
static const PLMDType dtypes[] = {PLMDTypeUInt8,   PLMDTypeInt8,    PLMDTypeInt16,   PLMDTypeInt32, PLMDTypeInt64,
                                  PLMDTypeFloat16, PLMDTypeFloat32, PLMDTypeFloat64, PLMDTypeBool,  PLMDTypeBFloat16};
static const size_t sizes[] = {1, 1, 2, 4, 8, 2, 4, 8, 1, 2};

static void complain(NSString *what) { fprintf(stderr, "broken: %s\n", [what UTF8String]); }

// Reading the plan.

static const void *take(size_t size) {
    plan += size;
    return plan - size;
}

static uint8_t takeByte(void) { return *(const uint8_t *)take(1); }

static uint32_t takeCount(void) {
    uint32_t count;
    memcpy(&count, take(sizeof(count)), sizeof(count));
    return count;
}

static NSString *takeString(void) {
    uint32_t length = takeCount();
    NSString *text = [[NSString alloc] initWithBytes:take(length) length:length encoding:NSUTF8StringEncoding];
    return [text autorelease];
}

static int64_t takeInt(void) {
    int64_t value;
    memcpy(&value, take(sizeof(value)), sizeof(value));
    return value;
}

static double takeFloat(void) {
    double value;
    memcpy(&value, take(sizeof(value)), sizeof(value));
    return value;
}

static PLMValue *takeTensor(void) {
    uint8_t code = takeByte();
    uint32_t rank = takeCount();
    int64_t *shape = calloc(rank + 1, sizeof(*shape));
    size_t count = 1;
    for (uint32_t i = 0; i < rank; ++i) {
        shape[i] = takeInt();
        count *= shape[i];
    }
    // From a copy that dies at once: the wrapper must have made its own.
    void *elements = malloc(count * sizes[code] + 1);
    memcpy(elements, take(count * sizes[code]), count * sizes[code]);
    PLMValue *tensor = [PLMValue tensorWithElements:elements
                                              count:count
                                              dtype:dtypes[code]
                                              shape:shape
                                               rank:rank
                                              error:NULL];
    memset(elements, 0xAA, count * sizes[code]);
    free(elements);
    free(shape);
    return tensor;
}

static PLMValue *takeNumbers(void) {
    uint8_t code = takeByte();
    uint32_t count = takeCount();
    return [PLMValue listWithElements:take(count * sizes[code]) count:count dtype:dtypes[code] error:NULL];
}

// The last `count` values of the stack, which lose their place there.
static NSArray *pop(NSMutableArray *stack, uint32_t count) {
    NSRange range = NSMakeRange([stack count] - count, count);
    NSArray *values = [stack subarrayWithRange:range];
    [stack removeObjectsInRange:range];
    return values;
}

static PLMValue *takeValue(char operation, NSMutableArray *stack) {
    switch (operation) {
    case 'n':
        return [PLMValue none];
    case 'b':
        return [PLMValue valueWithBool:takeByte() != 0];
    case 'i':
        return [PLMValue valueWithInt:takeInt()];
    case 'f':
        return [PLMValue valueWithFloat:takeFloat()];
    case 's': {
        uint32_t length = takeCount();
        return [PLMValue valueWithUTF8:take(length) length:length];
    }
    case 't':
        return takeTensor();
    case 'v':
        return takeNumbers();
    case 'l': {
        NSString *type = takeString();
        return [PLMValue listOfType:type items:pop(stack, takeCount()) error:NULL];
    }
    case 'd': {
        NSString *type = takeString();
        uint32_t count = takeCount();
        NSArray *items = pop(stack, count);
        return [PLMValue dictOfType:type keys:pop(stack, count) items:items error:NULL];
    }
    case 'u':
        return [PLMValue tupleOfItems:pop(stack, takeCount()) error:NULL];
    default:
        fprintf(stderr, "the plan has an operation %d\n", operation);
        exit(2);
    }
}

// Writing answers.

static void putCount(uint32_t count) { fwrite(&count, sizeof(count), 1, answers); }

static void putBytes(const void *bytes, size_t size) {
    putCount(size);
    fwrite(bytes, 1, size, answers);
}

static void putText(NSString *text) {
    const char *utf8 = [text UTF8String];
    putBytes(utf8, strlen(utf8));
}

static void *elementsOf(PLMValue *value, PLMDType dtype, size_t size) {
    void *elements = calloc(value.count + 1, size);
    NSError *error = nil;
    if (![value getElements:elements count:value.count dtype:dtype error:&error])
        complain([@"elements can't be read: " stringByAppendingString:[error localizedDescription]]);
    return elements;
}

static void putElements(PLMValue *value, PLMDType dtype, size_t size) {
    void *elements = elementsOf(value, dtype, size);
    fwrite(elements, size, value.count, answers);
    free(elements);
}

static void putTensor(PLMValue *tensor) {
    uint8_t code = 0;
    while (code < sizeof(sizes) - 1 && dtypes[code] != tensor.dtype)
        ++code;
    int64_t *shape = calloc(tensor.rank + 1, sizeof(*shape));
    if (![tensor getShape:shape rank:tensor.rank error:NULL])
        complain(@"a shape can't be read");
    fwrite(&code, 1, 1, answers);
    putCount(tensor.rank);
    fwrite(shape, sizeof(*shape), tensor.rank, answers);
    putElements(tensor, dtypes[code], sizes[code]);
    free(shape);
}

static void putString(PLMValue *string) {
    putCount(string.count);
    putElements(string, PLMDTypeUInt8, 1);
    NSData *utf8 = [string.stringValue dataUsingEncoding:NSUTF8StringEncoding];
    void *elements = elementsOf(string, PLMDTypeUInt8, 1);
    if ([utf8 length] != string.count || memcmp([utf8 bytes], elements, string.count) != 0)
        complain(@"stringValue is not the string's UTF-8");
    free(elements);
}

static void putNumbers(PLMValue *list, PLMDType dtype, size_t size) {
    putCount(list.count);
    putElements(list, dtype, size);
}

static void putValue(PLMValue *value);

static void putAll(NSArray *values) {
    putCount([values count]);
    for (PLMValue *value in values)
        putValue(value);
}

static void putDict(PLMValue *dict) {
    NSArray *keys = dict.keys, *items = dict.items;
    putCount([keys count]);
    for (NSUInteger i = 0; i < [keys count]; ++i) {
        PLMValue *key = [keys objectAtIndex:i];
        int64_t number = key.intValue;
        if (dict.kind == PLMKindStringDict)
            putString(key);
        else
            fwrite(&number, sizeof(number), 1, answers);
        putValue([items objectAtIndex:i]);
    }
}

static void putValue(PLMValue *value) {
    // A recording's tags, by kind.
    static const uint8_t tags[] = {0, 5, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12};
    fwrite(&tags[value.kind], 1, 1, answers);
    BOOL flag = value.boolValue;
    int64_t number = value.intValue;
    double real = value.floatValue;
    switch (value.kind) {
    case PLMKindNone:
        break;
    case PLMKindTensor:
        putTensor(value);
        break;
    case PLMKindBool:
        fwrite(flag ? "\1" : "\0", 1, 1, answers);
        break;
    case PLMKindInt:
        fwrite(&number, sizeof(number), 1, answers);
        break;
    case PLMKindFloat:
        fwrite(&real, sizeof(real), 1, answers);
        break;
    case PLMKindString:
        putString(value);
        break;
    case PLMKindBoolList:
        putNumbers(value, PLMDTypeBool, 1);
        break;
    case PLMKindIntList:
        putNumbers(value, PLMDTypeInt64, 8);
        break;
    case PLMKindFloatList:
        putNumbers(value, PLMDTypeFloat64, 8);
        break;
    case PLMKindList:
    case PLMKindTuple:
        putAll(value.items);
        break;
    case PLMKindStringDict:
    case PLMKindIntDict:
        putDict(value);
        break;
    }
}

// One case: its size comes first, known only afterwards.
static void putOutcome(PLMValue *result, NSError *error) {
    long start = ftell(answers);
    putCount(0);
    putCount(0); // no inputs: the recording that this one is compared with has them
    fwrite(result ? "\0" : "\1", 1, 1, answers);
    if (result)
        putValue(result);
    else
        putText([error localizedDescription]);
    long end = ftell(answers);
    fseek(answers, start, SEEK_SET);
    putCount(end - start - sizeof(uint32_t));
    fseek(answers, end, SEEK_SET);
}

// A failure says why both ways; a success sets no error.
static void checkError(PLMValue *result, NSError *error) {
    if (result ? error != nil : error == nil)
        complain(@"a call must give either a result or an error");
    else if (!result && ![[error localizedDescription] isEqualToString:[PLMRuntime lastFailure]])
        complain(@"the error and lastFailure do not say the same");
}

static PLMModule *load(NSString *path) {
    NSError *error = nil;
    PLMModule *module = [PLMModule moduleWithPath:path error:&error];
    if (!module) {
        fprintf(stderr, "%s\n", [[error localizedDescription] UTF8String]);
        exit(2);
    }
    return module;
}

// The arguments are gone when the result is read, and so are the module and its memory after the last case.
static PLMValue *run(PLMModule *module, NSString *method, NSMutableArray *stack, NSError **error) {
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    for (char operation = takeByte(); operation != 'r'; operation = takeByte()) {
        PLMValue *value = takeValue(operation, stack);
        if (!value) {
            fprintf(stderr, "an argument can't be made: %s\n", [[PLMRuntime lastFailure] UTF8String]);
            exit(2);
        }
        [stack addObject:value];
    }
    NSError *said = nil;
    PLMValue *result = [module runMethod:method inputs:stack error:&said];
    checkError(result, said);
    [result retain];
    *error = [said retain];
    [stack removeAllObjects];
    [pool drain];
    [*error autorelease];
    return [result autorelease];
}

static void replay(NSString *path) {
    NSString *method = takeString();
    uint32_t count = takeCount();
    PLMModule *module = load(path);
    NSMutableArray *stack = [NSMutableArray array];
    putText(method);
    putCount(count);
    for (uint32_t i = 0; i < count; ++i) {
        NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
        fprintf(stderr, "%s, example %u\n", [method UTF8String], i + 1);
        NSError *error = nil;
        PLMValue *result = run(module, method, stack, &error);
        if (i + 1 == count)
            [module close];
        putOutcome(result, error);
        [pool drain];
        fflush(answers);
    }
    if ([module runMethod:method inputs:[NSArray array] error:NULL])
        complain(@"a closed module runs");
}

static void refusals(NSString *path) {
    NSError *error = nil;
    PLMModule *module = load(path);
    if ([module runMethod:@"no such method" inputs:[NSArray array] error:&error] || !error)
        complain(@"a method that the model does not have runs");
    error = nil;
    if ([PLMModule moduleWithPath:[path stringByAppendingString:@" missing"] error:&error] || !error)
        complain(@"a file that is not there loads");
}

static void checkAlive(Class class) {
    int alive = GSDebugAllocationCount(class);
    if (alive != 0)
        complain([NSString stringWithFormat:@"%d objects of %@ are never freed", alive, class]);
}

int main(int argc, char **argv) {
    if (argc != 4)
        return 2;
    GSDebugAllocationActive(YES);
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    NSString *path = [NSString stringWithUTF8String:argv[1]];
    NSData *content = [NSData dataWithContentsOfFile:[NSString stringWithUTF8String:argv[2]]];
    plan = [content bytes];
    answers = fopen(argv[3], "wb");
    if (!plan || !answers)
        return 2;
    uint32_t header = takeCount();
    fwrite(take(header), 1, header, answers);
    for (uint32_t methods = takeCount(); methods > 0; --methods) {
        NSAutoreleasePool *each = [[NSAutoreleasePool alloc] init];
        replay(path);
        [each drain];
    }
    refusals(path);
    fclose(answers);
    [pool drain];
    checkAlive([PLMValue class]);
    checkAlive([PLMModule class]);
    return 0;
}
