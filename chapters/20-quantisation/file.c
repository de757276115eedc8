/* The checkpoint of int8, and what becomes of one wrong bit. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "error.h"
#include "quantisation.h"

static double size_of(const char *path)
{
    struct stat s;
    CHECK(stat(path, &s) == 0, "%s cannot be read", path);
    return (double)s.st_size;
}

/* Loads what should load; of what should not, the reason without the path is left in `why`. */
static int load(const char *path, double *loss_of, const Subject *s, char *why, size_t size)
{
    GptInt8 *g;
    char reason[600];
    int code = gpt_int8_load(path, &g, reason, sizeof reason);
    if (code)
        snprintf(why, size, "%s", reason + (strncmp(reason, path, strlen(path)) ? 0 : strlen(path) + 2));
    else
        *loss_of = loss_int8(s, g, s->some);
    gpt_int8_free(g);
    return code;
}

static void spoil(const char *path)
{
    FILE *f = fopen(path, "r+b");
    CHECK(f && fseek(f, -1000, SEEK_END) == 0, "%s cannot be changed", path);
    int c = fgetc(f);
    CHECK(c != EOF && fseek(f, -1, SEEK_CUR) == 0 && fputc(c ^ 4, f) != EOF, "%s cannot be changed", path);
    fclose(f);
}

void show_file(Run *run, const GptInt8 *g, const Subject *s)
{
    char path[600], full[600], why[600], saved[700] = "";
    double before = loss_int8(s, g, s->some), after = 0;
    snprintf(path, sizeof path, "%s/int8.safetensors", run->folder);
    snprintf(full, sizeof full, "%s/fp32.safetensors", run->folder);
    CHECK(gpt_save(full, s->trunk.gpt, (Checkpoint){.params = s->trunk.params}, why, sizeof why) == 0, "%s", why);
    CHECK(gpt_int8_save(path, g, why, sizeof why) == 0, "%s", why);
    CHECK(load(path, &after, s, why, sizeof why) == 0, "%s", why);
    double ratio = size_of(path) / size_of(full);
    run_section("file");
    printf("fp32 %11.0f bytes\nint8 %11.0f bytes, %.3f of it\nloaded again, its loss is %s\n", size_of(full),
           size_of(path), ratio, after >= before && after <= before ? "the same" : "ANOTHER");
    spoil(path);
    int refused = load(path, &after, s, saved, sizeof saved);
    printf("with one bit of it changed: %s\n", refused ? "refused" : "LOADED");
    int wrong = load(full, &after, s, why, sizeof why);
    printf("the fp32 file, read as int8: %s%s\n", wrong ? "refused, " : "LOADED", wrong ? why : "");
    run_summary(run, "size_ratio", ratio, "");
    run_summary(run, "damage_refused", refused != 0, "");
    remove(path), remove(full);
}
