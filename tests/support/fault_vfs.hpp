// SQLite's view of the disk, with faults on demand: a VFS before the default one (sqlite.org/vfs.html).
#pragma once

namespace praetor::tests {

enum class disk_fault
{
    none,
    full,      // no write that needs room succeeds
    read_only, // as after a remount by the kernel
    broken     // writes fail as on a dying disk
};

// Registers itself as the default VFS for databases that are opened from now on; they go on to work when it is gone.
class fault_vfs
{
public:
    fault_vfs();
    ~fault_vfs();
    fault_vfs(fault_vfs const&) = delete;
    fault_vfs& operator=(fault_vfs const&) = delete;

    // From any thread, for every file opened through it.
    void set(disk_fault to);
};

} // namespace praetor::tests
