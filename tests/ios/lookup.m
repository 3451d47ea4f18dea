// Prints where the wrapper finds the model NAME of FOLDER, for tests that lay out an app: `lookup NAME FOLDER`. Without
// arguments it prints where this program's bundle lies.
#import "PLMLibTorchWrapper.h"

#include <stdio.h>

int main(int count, char **words) {
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    NSString *path = [[NSBundle mainBundle] bundlePath];
    if (count == 3)
        path = [PLMRuntime pathForModel:[NSString stringWithUTF8String:words[1]]
                               inFolder:[NSString stringWithUTF8String:words[2]]];
    puts(path ? [path fileSystemRepresentation] : "");
    [pool release];
    return 0;
}
