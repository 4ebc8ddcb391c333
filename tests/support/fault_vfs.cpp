#include <tests/support/fault_vfs.hpp>

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <new>

namespace praetor::tests {
namespace {

std::atomic<disk_fault> fault{disk_fault::none};
sqlite3_vfs* real = nullptr;

// What SQLite allocates for a file: ours first, the real one behind it.
struct faulty_file
{
    sqlite3_file base;
    sqlite3_file* under() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* under(sqlite3_file* file)
{
    return reinterpret_cast<faulty_file*>(file)->under();
}

int failure()
{
    switch (fault.load()) {
    case disk_fault::none:
        break;
    case disk_fault::full:
        return SQLITE_FULL;
    case disk_fault::read_only:
        return SQLITE_READONLY;
    case disk_fault::broken:
        return SQLITE_IOERR_WRITE;
    }
    return SQLITE_OK;
}

int write(sqlite3_file* file, void const* from, int size, sqlite3_int64 at)
{
    int const failed = failure();
    return failed != SQLITE_OK ? failed : under(file)->pMethods->xWrite(under(file), from, size, at);
}

int truncate(sqlite3_file* file, sqlite3_int64 size)
{
    int const failed = failure();
    return failed != SQLITE_OK ? failed : under(file)->pMethods->xTruncate(under(file), size);
}

int sync(sqlite3_file* file, int flags)
{
    return fault == disk_fault::broken ? SQLITE_IOERR_FSYNC : under(file)->pMethods->xSync(under(file), flags);
}

sqlite3_io_methods const methods{
    3,
    [](sqlite3_file* file) { return under(file)->pMethods->xClose(under(file)); },
    [](sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
        return under(file)->pMethods->xRead(under(file), to, size, at);
    },
    write,
    truncate,
    sync,
    [](sqlite3_file* file, sqlite3_int64* size) { return under(file)->pMethods->xFileSize(under(file), size); },
    [](sqlite3_file* file, int level) { return under(file)->pMethods->xLock(under(file), level); },
    [](sqlite3_file* file, int level) { return under(file)->pMethods->xUnlock(under(file), level); },
    [](sqlite3_file* file, int* held) { return under(file)->pMethods->xCheckReservedLock(under(file), held); },
    [](sqlite3_file* file, int what, void* with) {
        return under(file)->pMethods->xFileControl(under(file), what, with);
    },
    [](sqlite3_file* file) { return under(file)->pMethods->xSectorSize(under(file)); },
    [](sqlite3_file* file) { return under(file)->pMethods->xDeviceCharacteristics(under(file)); },
    [](sqlite3_file* file, int page, int size, int extend, void volatile** at) {
        return under(file)->pMethods->xShmMap(under(file), page, size, extend, at);
    },
    [](sqlite3_file* file, int offset, int count, int flags) {
        return under(file)->pMethods->xShmLock(under(file), offset, count, flags);
    },
    [](sqlite3_file* file) { under(file)->pMethods->xShmBarrier(under(file)); },
    [](sqlite3_file* file, int remove) { return under(file)->pMethods->xShmUnmap(under(file), remove); },
    [](sqlite3_file* file, sqlite3_int64 at, int size, void** mapped) {
        return under(file)->pMethods->xFetch(under(file), at, size, mapped);
    },
    [](sqlite3_file* file, sqlite3_int64 at, void* mapped) {
        return under(file)->pMethods->xUnfetch(under(file), at, mapped);
    },
};

int open(sqlite3_vfs*, char const* name, sqlite3_file* file, int flags, int* out)
{
    auto* made = new (file) faulty_file{};
    made->base.pMethods = nullptr;
    std::memset(made->under(), 0, static_cast<std::size_t>(real->szOsFile));
    int const opened = real->xOpen(real, name, made->under(), flags, out);
    if (made->under()->pMethods != nullptr)
        made->base.pMethods = &methods;
    return opened;
}

sqlite3_vfs& wrapped()
{
    static sqlite3_vfs one = [] {
        real = sqlite3_vfs_find(nullptr);
        auto made = *real;
        made.zName = "praetor-faults";
        made.szOsFile = static_cast<int>(sizeof(faulty_file)) + real->szOsFile;
        made.pNext = nullptr;
        made.xOpen = open;
        return made;
    }();
    return one;
}

} // namespace

fault_vfs::fault_vfs()
{
    sqlite3_vfs_register(&wrapped(), 1);
}

fault_vfs::~fault_vfs()
{
    set(disk_fault::none);
    // It stays registered for the files that are open; new ones get the real one.
    sqlite3_vfs_register(real, 1);
}

void fault_vfs::set(disk_fault to)
{
    fault = to;
}

} // namespace praetor::tests
