#include <db/dialects/sqlite/signals.hpp>

#include <csignal>

namespace praetor::db::sqlite {

void block_signals()
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

} // namespace praetor::db::sqlite
