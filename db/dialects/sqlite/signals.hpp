// Signals are for the thread that runs the io_context.
#pragma once

namespace praetor::db::sqlite {

// For the calling thread.
void block_signals();

} // namespace praetor::db::sqlite
