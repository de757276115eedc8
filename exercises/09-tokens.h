/* 09-tokens.h: exercises of chapter 09, in the order of its text.
 * Allowed calls: stdlib.h, string.h.
 *
 * A token is a number: 0 ... 255 are the bytes, 256 + k is what merge k made. Merge k joins
 * the neighbours left[k] and right[k], each of which is smaller than 256 + k.
 * In a sequence of tokens a negative number is a cut: it has no neighbours. */
#ifndef EX_09_TOKENS_H
#define EX_09_TOKENS_H

/* The most frequent pair of neighbours (2 points) in id[0] ... id[n-1]. A pair is counted at
 * every place i where id[i], id[i+1] are its two tokens: in "aaa" the pair a, a counts twice.
 * A cut is in no pair. Of equally frequent pairs the one with the smaller left token is
 * taken, of these the one with the smaller right token. Tokens may be as large as an int
 * can be; n is at most 4,000, so comparing every place with every other is quick enough.
 * Writes the pair to *left and *right and returns how often it occurs; returns 0 and writes
 * nothing where there is no pair.
 * Text: "Join what stands together most often". */
int ex_most_frequent(const int *id, int n, int *left, int *right);

/* One merge (2 points), in place: wherever `left` is followed by `right`, both become the one
 * token `made`. Goes from left to right, and a token belongs to one pair only: "aaaa", joining
 * a and a, becomes two tokens, "aaa" a new one and an a. `left` and `right` are tokens, not cuts;
 * `made` may equal one of them.
 * Returns the new length; 0 for n < 1. What lies behind the new length may hold anything.
 * n may be a million, and the time must grow with n, not with its square.
 * Text: "Join what stands together most often". */
int ex_merge(int *id, int n, int left, int right, int made);

/* Learning (2 points): at most `merges` times the most frequent pair of the sequence (by the
 * rules of ex_most_frequent) is merged (as ex_merge does it) into a new token: 256, 257, ...
 * Writes the pairs to left[0], right[0], left[1], ... and leaves the merged sequence in id.
 * Ends when no pair occurs twice. Returns the number of merges done; 0 for merges < 1.
 * n is at most 1,500, and merges at most 100.
 * Text: "Join what stands together most often", "Cuts come first". */
int ex_train(int *id, int n, int merges, int *left, int *right);

/* Encoding (2 points) of one pre-token, bytes[0] ... bytes[n-1], by merges that were learnt
 * elsewhere: of all pairs present the one with the smallest k is merged, until no pair
 * present has a merge. No pair is in the list twice. Writes the tokens to id, which has room for
 * n; returns their number, 0 for n < 1. n is at most 2,000 and merges at most 5,000: too many to
 * look every place up in the whole list at every step.
 * Text: "Encoding repeats the learning". */
int ex_encode(const unsigned char *bytes, int n, const int *left, const int *right, int merges, int *id);

/* Decoding (2 points): the bytes of n tokens, one after another. Returns how many they are, and
 * writes those that fit, at most `room`, to `to`. All lengths, the sum too, are below 2^62. A token
 * can be longer than any memory: forty merges, each joining the one before with itself,
 * make a trillion bytes. So the time must not depend on what does not fit; nor may a token
 * overflow the stack: halves may lie a million deep. room * merges is at most 10 million.
 * Returns -1, writing nothing, if an id is negative or not below 256 + merges.
 * Text: "Any bytes survive". */
long long ex_decode(const int *id, int n, const int *left, const int *right, int merges, unsigned char *to,
                    long long room);

#endif
