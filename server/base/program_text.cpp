#include <server/base/program_text.hpp>

#include <cstddef>
#include <cstdint>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

namespace praetor {
namespace {

// Code is mapped from its file and never written (position-independent code has no relocations in it), so that
// MADV_DONTNEED loses nothing: madvise(2).
int release_code_of(dl_phdr_info* object, std::size_t, void*) noexcept
{
    auto const page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        auto const& segment = object->dlpi_phdr[i];
        if (segment.p_type != PT_LOAD || segment.p_flags != (PF_R | PF_X))
            continue;
        auto const begin = (object->dlpi_addr + segment.p_vaddr) / page * page;
        auto const end = object->dlpi_addr + segment.p_vaddr + segment.p_memsz;
        // NOLINTNEXTLINE(performance-no-int-to-ptr): addresses are what the loader tells
        static_cast<void>(::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED));
    }
    return 0;
}

} // namespace

void release_program_text() noexcept
{
    dl_iterate_phdr(release_code_of, nullptr);
}

} // namespace praetor
