/* Stands in for libgit2 in programs that test. Criterion loads it, and with it Kerberos, SSH and TLS, so as to show
 * differences between texts, which these tests do not ask for; and it starts the program anew for every test. */
int git_libgit2_init(void);
int git_libgit2_shutdown(void);
int git_diff_buffers(void);

int git_libgit2_init(void) { return 1; }
int git_libgit2_shutdown(void) { return 0; }
int git_diff_buffers(void) { return -1; } /* there is no difference to show */
