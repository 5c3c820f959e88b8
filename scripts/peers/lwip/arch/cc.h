#ifndef BENCH_CC_H
#define BENCH_CC_H
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#define LWIP_PLATFORM_DIAG(x)                                                                                          \
    do                                                                                                                 \
    {                                                                                                                  \
        printf x;                                                                                                      \
    } while (0)
#define LWIP_PLATFORM_ASSERT(x)                                                                                        \
    do                                                                                                                 \
    {                                                                                                                  \
        printf("assert: %s\n", x);                                                                                     \
        abort();                                                                                                       \
    } while (0)
#define LWIP_RAND() ((uint32_t)rand())
#endif
