/* Chapter 13: options that are no numbers, which run.h knows alone. */
#include <string.h>

#include "pretraining.h"

static void drop(int *argc, char **argv, int at, int count)
{
    for (*argc -= count; at <= *argc; at++)
        argv[at] = argv[at + count];
}

const char *take_text(int *argc, char **argv, const char *option)
{
    size_t length = strlen(option);
    for (int i = 1; i < *argc; i++) {
        const char *value = argv[i];
        if (strncmp(value, option, length) || (value[length] && value[length] != '='))
            continue;
        int apart = !value[length]; /* --corpus FILE, not --corpus=FILE */
        if (apart && i + 1 >= *argc)
            return NULL; /* run_begin refuses what it does not know */
        value = apart ? argv[i + 1] : value + length + 1;
        drop(argc, argv, i, 1 + apart);
        return value;
    }
    return NULL;
}

int take_flag(int *argc, char **argv, const char *option)
{
    for (int i = 1; i < *argc; i++)
        if (!strcmp(argv[i], option)) {
            drop(argc, argv, i, 1);
            return 1;
        }
    return 0;
}
