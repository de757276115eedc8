/* texts.h: short texts that are not the King James Bible. */
#ifndef TEXTS_H
#define TEXTS_H

#define VERSE "Am Anfang schuf Gott Himmel und Erde."
/* The first five verses: Luther's translation of 1912, and the Union Version. */
static const char german[] =
    VERSE " Und die Erde war wüst und leer, und es war finster auf der Tiefe; und der Geist Gottes schwebte "
    "auf dem Wasser. Und Gott sprach: Es werde Licht! und es ward Licht. Und Gott sah, daß das Licht gut "
    "war. Da schied Gott das Licht von der Finsternis und nannte das Licht Tag und die Finsternis Nacht. "
    "Da ward aus Abend und Morgen der erste Tag.";
static const char chinese[] =
    "起初，神創造天地。地是空虛混沌，淵面黑暗；神的靈運行在水面上。神說：「要有光」，就有了光。神看光是好的，"
    "就把光暗分開了。神稱光為晝，稱暗為夜。有晚上，有早晨，這是頭一日。";
static const char code[] =
    "static int join(int *id, int n, const int pair[2], int made)\n{\n    int to = 0;\n"
    "    for (int i = 0; i < n; i++) {\n"
    "        int both = i + 1 < n && id[i] == pair[0] && id[i + 1] == pair[1];\n"
    "        id[to++] = both ? made : id[i];\n        i += both;\n    }\n    return to;\n}\n";
static const char modern[] =
    "The tokenizer was trained on one old book, and knows nothing of neural networks.";

#endif
