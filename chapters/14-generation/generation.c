/* Chapter 14: a trained model writes, by several rules, with a cache and without. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "generation.h"

static double count = 100, temperature = 0.8, top_k = 0, top_p = 0.9, penalty = 1, cache = 1;
static const RunOption options[] = {
    {"tokens", &count, 0, 1e6, "with --prompt: how many to write"},
    {"temperature", &temperature, 0, 100, "0: always the most probable"},
    {"top-k", &top_k, 0, 1e9, "only so many of the most probable; 0: all"},
    {"top-p", &top_p, 0, 1, "only the fewest that have this much together"},
    {"penalty", &penalty, 1, 100, "divides the logits of what has occurred"},
    {"cache", &cache, 0, 1, "0: without, to feel the difference"},
    {0}};

/* Takes `--prompt TEXT` or `--prompt=TEXT` out of the arguments; NULL: it is not there. */
static const char *take_prompt(int *argc, char **argv)
{
    for (int i = 1; i < *argc; i++) {
        int joined = !strncmp(argv[i], "--prompt=", 9);
        if (!joined && (strcmp(argv[i], "--prompt") || i + 1 == *argc))
            continue;
        const char *text = joined ? argv[i] + 9 : argv[i + 1];
        *argc -= 2 - joined;
        for (int k = i; k < *argc; k++)
            argv[k] = argv[k + 2 - joined];
        argv[*argc] = NULL;
        return text;
    }
    return NULL;
}

static void stream_prompt(const Run *run, const Trunk *t, const char *prompt)
{
    size_t n;
    int wanted = (int)count, room = t->gpt->config.context;
    int *ids = bpe_encode(t->bpe, *prompt ? prompt : "\n", *prompt ? strlen(prompt) : 1, &n);
    int *text = realloc(ids, (n + (size_t)wanted) * sizeof *text);
    CHECK(text, "out of memory for %d tokens", wanted);
    Setting s = {"", {temperature, (int)top_k, top_p}, penalty > 1 ? penalty : 0, 0};
    Stream out = {.bpe = t->bpe, .to = stdout};
    Writer w = writer_new(t->gpt);
    w.uncached = cache < 1;
    if (n > (size_t)room)
        fprintf(stderr, "the prompt has %zu tokens; the model sees the last %d of them\n", n, room);
    for (size_t i = 0; i < n && *prompt; i++)
        stream_token(&out, text[i]);
    double start = log_seconds();
    write_on(&w, &s, text, (int)n, wanted, run->rng, stream_token, &out);
    stream_end(&out);
    fprintf(stderr, "%d tokens, %.0f tokens/s\n", wanted, wanted / (log_seconds() - start));
    writer_free(&w), free(text);
}

/* What run.h lets pass: options out of place, and halves. */
static void check_options(const char *prompt)
{
    static double *const whole[] = {&count, &top_k, &cache};
    static const char *const name[] = {"tokens", "top-k", "cache"};
    for (int i = 0; i < 3; i++)
        CHECK(fmod(*whole[i], 1) == 0, "--%s takes a whole number, not %g", name[i], *whole[i]);
    double moved = fabs(count - 100) + fabs(temperature - 0.8) + top_k + fabs(top_p - 0.9) + penalty - cache;
    CHECK(prompt || moved == 0, "these options go with --prompt TEXT; without it the chapter runs");
}

int main(int argc, char **argv)
{
    const char *prompt = take_prompt(&argc, argv);
    char own[] = "--out", folder[] = "build/own/14-generation";
    char **arguments = malloc(((size_t)argc + 3) * sizeof *arguments);
    CHECK(arguments, "out of memory");
    int extra = prompt ? 2 : 0; /* streaming leaves the chapter's own run as it is */
    arguments[0] = argv[0], arguments[1] = own, arguments[2] = folder;
    memcpy(arguments + 1 + extra, argv + 1, (size_t)argc * sizeof *argv);
    Run run = run_begin(argc + extra, arguments, "14-generation",
                        "A model writes\n\n  --prompt TEXT  streams how it goes on; else it measures",
                        options);
    check_options(prompt);
    Trunk t;
    char why[400];
    CHECK(trunk_load(run.quick, &t, why, sizeof why) == 0, "%s", why);
    if (prompt)
        stream_prompt(&run, &t, prompt);
    else
        show_settings(&run, &t), show_same(&run, &t), show_speed(&run, &t);
    trunk_free(&t), free(arguments);
    return run_end(&run);
}
