/*
 * A stand-in for Apple's headers, just large enough for the Objective-C that kmpgen emits.
 * Declarations follow Apple's documented API; what the emitted code does not use is left out.
 */
#ifndef KMPGEN_OBJC_NSOBJECT_H
#define KMPGEN_OBJC_NSOBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef bool BOOL;
#define YES ((BOOL)1)
#define NO ((BOOL)0)
#define nil ((id)0)
#define Nil ((Class)0)

typedef long NSInteger;
typedef unsigned long NSUInteger;
#define NSIntegerMax LONG_MAX
#define NSUIntegerMax ULONG_MAX
#define NSNotFound NSIntegerMax

#define NS_ASSUME_NONNULL_BEGIN _Pragma("clang assume_nonnull begin")
#define NS_ASSUME_NONNULL_END _Pragma("clang assume_nonnull end")
#define NS_UNAVAILABLE __attribute__((unavailable))
#define NS_DESIGNATED_INITIALIZER __attribute__((objc_designated_initializer))
#define NS_REQUIRES_SUPER __attribute__((objc_requires_super))
#define NS_REQUIRES_NIL_TERMINATION __attribute__((sentinel))
#define NS_RETURNS_INNER_POINTER __attribute__((objc_returns_inner_pointer))
#define NS_RETURNS_RETAINED __attribute__((ns_returns_retained))
#define NS_SWIFT_NAME(_name) __attribute__((swift_name(#_name)))
#define NS_SWIFT_UNAVAILABLE(_message) __attribute__((availability(swift, unavailable, message = _message)))
#define NS_REFINED_FOR_SWIFT __attribute__((swift_private))
#define NS_SWIFT_NOTHROW __attribute__((swift_error(none)))
#define NS_SWIFT_SENDABLE
#define NS_CLOSED_ENUM(_type, _name) \
    enum __attribute__((enum_extensibility(closed))) _name : _type _name; \
    enum _name : _type
#define NS_ENUM(_type, _name) \
    enum __attribute__((enum_extensibility(open))) _name : _type _name; \
    enum _name : _type
#define NS_OPTIONS(_type, _name) \
    enum __attribute__((flag_enum, enum_extensibility(open))) _name : _type _name; \
    enum _name : _type
#define NS_TYPED_ENUM
#define NS_NOESCAPE __attribute__((noescape))
#define NS_INLINE static inline
#define NS_FORMAT_FUNCTION(_format, _args) __attribute__((format(__NSString__, _format, _args)))
#ifdef __cplusplus
#define FOUNDATION_EXPORT extern "C"
#else
#define FOUNDATION_EXPORT extern
#endif
#define FOUNDATION_EXTERN FOUNDATION_EXPORT

typedef struct _NSZone NSZone;

@class NSString;

@protocol NSObject
- (BOOL)isEqual:(id _Nullable)object;
@property (readonly) NSUInteger hash;
- (Class _Nonnull)class;
- (BOOL)isKindOfClass:(Class _Nonnull)aClass;
- (BOOL)isMemberOfClass:(Class _Nonnull)aClass;
- (BOOL)respondsToSelector:(SEL _Nonnull)aSelector;
#if !__has_feature(objc_arc)
- (instancetype _Nonnull)retain;
- (oneway void)release;
- (instancetype _Nonnull)autorelease;
- (NSUInteger)retainCount;
#endif
@property (readonly, copy) NSString *_Nonnull description;
@end

__attribute__((objc_root_class))
@interface NSObject <NSObject>
+ (instancetype _Nonnull)new;
+ (instancetype _Nonnull)alloc;
+ (Class _Nonnull)class;
- (instancetype _Nonnull)init NS_DESIGNATED_INITIALIZER;
#if !__has_feature(objc_arc)
- (void)dealloc;
#endif
- (id _Nonnull)copy;
- (id _Nonnull)mutableCopy;
- (void)doesNotRecognizeSelector:(SEL _Nonnull)aSelector;
@end

#endif
