// The machine code of the program and its libraries in memory.
#pragma once

namespace praetor {

// Takes the code that was read so far out of the process's memory; what runs again comes back from the page cache, 64
// KB with each minor fault. Half of what a server touches serves to start it, and would be counted as its own for good.
// Any thread, also while others run. Linux.
void release_program_text() noexcept;

} // namespace praetor
