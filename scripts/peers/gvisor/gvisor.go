// gVisor's netstack under the clients of ../common/driver.h, ported: the same packets byte by byte, through a
// link/channel endpoint; the same phases of each batch; the same lines printed. With one CPU allowed GOMAXPROCS is 1: the
// driver, the goroutine that processes TCP, timers and the garbage collector share it.
package main

import (
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"gvisor.dev/gvisor/pkg/bufferv2"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/link/channel"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/waiter"
)

const (
	fFin, fSyn, fRst, fAck = 1, 2, 4, 16

	cliNet  = 0xC6130000 // 198.19.0.0/16
	srvAddr = 0xC6120001 // 198.18.0.1
	nicID   = 1
)

type slot struct {
	idx                      uint64
	sndNxt, rcvNxt, tsRecent uint32
	tsOn, gotSynAck, gotFin  bool
	app                      tcpip.Endpoint
	wq                       *waiter.Queue
}

var (
	s             *stack.Stack
	link          *channel.Endpoint
	listener      tcpip.Endpoint
	acceptCh      chan struct{}
	slots         []slot
	base          uint64
	nextIdx       uint64
	tsval         uint32 = 100000
	started              = time.Now()
	verify        bool
	ipid          uint16
	nIn, nOut     uint64
	nSynAck       uint64
	nRst          uint64
	nBad          uint64
	nStray        uint64
	accepted      uint64
	idleEndpoints []tcpip.Endpoint
)

var be = binary.BigEndian

func sum(b []byte, acc uint64) uint64 {
	for ; len(b) >= 4; b = b[4:] {
		acc += uint64(be.Uint32(b))
	}
	if len(b) >= 2 {
		acc += uint64(be.Uint16(b)) << 16
		b = b[2:]
	}
	if len(b) == 1 {
		acc += uint64(b[0]) << 24
	}
	return acc
}

func fold(acc uint64) uint16 {
	acc = acc>>32 + acc&0xffffffff
	acc = acc>>32 + acc&0xffffffff
	acc = acc>>16 + acc&0xffff
	acc = acc>>16 + acc&0xffff
	return ^uint16(acc)
}

func pseudo(ip []byte, tcpLen int) uint64 { return sum(ip[12:20], uint64(6<<16|tcpLen)) }

func cliAddr(i uint64) uint32 { return cliNet | uint32(i&0xffff) }
func cliPort(i uint64) uint16 { return uint16(1024 + (i>>16)%64512) }
func cliISN(i uint64) uint32  { return uint32(i*2654435761 + 12345) }

func build(p []byte, idx uint64, seq, ack uint32, flags byte, ts bool, tsecr uint32) []byte {
	n := 40
	if flags&fSyn != 0 {
		n = 60
	} else if ts {
		n = 52
	}
	p = p[:n]
	be.PutUint32(p, 0x45000000|uint32(n))
	be.PutUint16(p[4:], ipid)
	ipid++
	be.PutUint32(p[6:], 0x40004006)
	be.PutUint16(p[10:], 0)
	be.PutUint32(p[12:], cliAddr(idx))
	be.PutUint32(p[16:], srvAddr)
	be.PutUint16(p[10:], fold(sum(p[:20], 0)))
	t := p[20:]
	be.PutUint16(t, cliPort(idx))
	be.PutUint16(t[2:], 80)
	be.PutUint32(t[4:], seq)
	be.PutUint32(t[8:], ack)
	t[12], t[13] = byte((n-20)/4<<4), flags
	w := uint16(502)
	if flags&fSyn != 0 {
		w = 64240
	}
	be.PutUint16(t[14:], w)
	be.PutUint32(t[16:], 0)
	if flags&fSyn != 0 {
		be.PutUint32(t[20:], 0x020405B4)
		be.PutUint32(t[24:], 0x0402080A)
		be.PutUint32(t[28:], tsval)
		be.PutUint32(t[32:], 0)
		be.PutUint32(t[36:], 0x01030307)
	} else if ts {
		be.PutUint32(t[20:], 0x0101080A)
		be.PutUint32(t[24:], tsval)
		be.PutUint32(t[28:], tsecr)
	}
	be.PutUint16(t[16:], fold(sum(t, pseudo(p, n-20))))
	return p
}

func input(p []byte) {
	nIn++
	pkt := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: bufferv2.MakeWithData(p)})
	link.InjectInbound(ipv4.ProtocolNumber, pkt)
	pkt.DecRef()
}

func output(p []byte) {
	nOut++
	if len(p) < 40 || p[9] != 6 {
		nStray++
		return
	}
	ihl, tot := int(p[0]&15)*4, int(be.Uint16(p[2:]))
	t := p[ihl:tot]
	flags, doff := t[13], int(t[12]>>4)*4
	if verify && (fold(sum(p[:ihl], 0)) != 0 || fold(sum(t, pseudo(p, len(t)))) != 0) {
		nBad++
	}
	if flags&(fSyn|fAck) == fSyn|fAck {
		nSynAck++
	}
	if flags&fRst != 0 {
		nRst++
	}
	idx := uint64(be.Uint32(p[16:])&0xffff) | uint64(be.Uint16(t[2:])-1024)<<16
	k := idx - base
	if k >= uint64(len(slots)) {
		nStray++
		return
	}
	sl := &slots[k]
	seq, ack := be.Uint32(t[4:]), be.Uint32(t[8:])
	if flags&fRst != 0 {
		return
	}
	if flags&fSyn != 0 {
		if ack != cliISN(idx)+1 {
			panic("bad ack in SYN-ACK")
		}
		if sl.gotSynAck { // sent once more, because this process was kept from running for a second
			return
		}
		if verify && nSynAck == 1 {
			fmt.Printf("INFO gvisor SYN-ACK options: % x\n", t[20:doff])
		}
		sl.gotSynAck, sl.rcvNxt, sl.tsOn = true, seq+1, false
		for o := t[20:doff]; len(o) > 0 && o[0] != 0; {
			if o[0] == 1 {
				o = o[1:]
				continue
			}
			if o[0] == 8 {
				sl.tsOn, sl.tsRecent = true, be.Uint32(o[2:])
			}
			o = o[o[1]:]
		}
		return
	}
	if sl.tsOn && doff >= 32 && t[22] == 8 {
		sl.tsRecent = be.Uint32(t[24:])
	}
	if seq == sl.rcvNxt {
		sl.rcvNxt += uint32(len(t) - doff)
		if flags&fFin != 0 {
			sl.rcvNxt++
			sl.gotFin = true
		}
	}
}

func flat(pkt stack.PacketBufferPtr, buf []byte) []byte {
	n := 0
	for _, b := range pkt.AsSlices() {
		n += copy(buf[n:], b)
	}
	return buf[:n]
}

var outBuf [2048]byte

// readOne blocks for one packet of the stack, yielding to its goroutines first.
func readOne() {
	pkt := link.Read()
	for i := 0; pkt.IsNil() && i < 4; i++ {
		runtime.Gosched()
		pkt = link.Read()
	}
	if pkt.IsNil() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		pkt = link.ReadContext(ctx)
		cancel()
		if pkt.IsNil() {
			fail("no answer")
		}
	}
	output(flat(pkt, outBuf[:]))
	pkt.DecRef()
}

func drain() {
	for {
		pkt := link.Read()
		if pkt.IsNil() {
			return
		}
		output(flat(pkt, outBuf[:]))
		pkt.DecRef()
	}
}

func fail(what string) {
	fmt.Fprintf(os.Stderr, "gvisor FAILED: %s at connection %d\n", what, nextIdx)
	counters()
	os.Exit(1)
}

func counters() {
	t := s.Stats().TCP
	fmt.Printf("COUNTERS gvisor PassiveConnectionOpenings=%d CurrentEstablished=%d CurrentConnected=%d ValidSegmentsReceived=%d SegmentsSent=%d ChecksumErrors=%d ListenOverflowSynCookieSent=%d ListenOverflowSynDrop=%d FailedConnectionAttempts=%d\n",
		t.PassiveConnectionOpenings.Value(), t.CurrentEstablished.Value(), t.CurrentConnected.Value(), t.ValidSegmentsReceived.Value(), t.SegmentsSent.Value(),
		t.ChecksumErrors.Value(), t.ListenOverflowSynCookieSent.Value(), t.ListenOverflowSynDrop.Value(), t.FailedConnectionAttempts.Value())
}

// accept takes one connection from the listener, waiting for it if need be.
func accept() (tcpip.Endpoint, *waiter.Queue, tcpip.FullAddress) {
	var peer tcpip.FullAddress
	for spin := 0; ; spin++ {
		ep, wq, err := listener.Accept(&peer)
		if err == nil {
			accepted++
			return ep, wq, peer
		}
		if _, ok := err.(*tcpip.ErrWouldBlock); !ok {
			panic(err.String())
		}
		if spin < 4 {
			runtime.Gosched()
			continue
		}
		select {
		case <-acceptCh:
		case <-time.After(2 * time.Second):
			fail("not accepted")
		}
	}
}

func send(sl *slot, flags byte) {
	var b [64]byte
	input(build(b[:], sl.idx, sl.sndNxt, sl.rcvNxt, flags, sl.tsOn, sl.tsRecent))
}

type result struct {
	n            uint64
	hs, cl, wall time.Duration
}

func cycles(count uint64, b int, doClose bool, max time.Duration) (r result) {
	t0 := time.Now()
	all := make([]slot, b)
	for r.n < count {
		k := b
		if count-r.n < uint64(b) {
			k = int(count - r.n)
		}
		a := time.Now()
		if a.Sub(t0) > max {
			break
		}
		slots = all[:k]
		base = nextIdx
		nextIdx += uint64(k)
		for j := range slots {
			i := base + uint64(j)
			slots[j] = slot{idx: i, sndNxt: cliISN(i) + 1}
			var p [64]byte
			input(build(p[:], i, cliISN(i), 0, fSyn, true, 0))
		}
		for j := range slots {
			for !slots[j].gotSynAck {
				readOne()
			}
		}
		for j := range slots {
			send(&slots[j], fAck)
		}
		for range slots {
			ep, wq, peer := accept()
			if doClose {
				i := uint64(be.Uint16([]byte(peer.Addr)[2:])) | uint64(peer.Port-1024)<<16
				slots[i-base].app, slots[i-base].wq = ep, wq
			} else {
				idleEndpoints = append(idleEndpoints, ep)
			}
		}
		c := time.Now()
		r.hs += c.Sub(a)
		if doClose {
			for j := range slots {
				send(&slots[j], fFin|fAck)
				slots[j].sndNxt++
			}
			for j := range slots {
				sl := &slots[j]
				for spin := 0; ; spin++ { // the app sees EOF, then closes
					_, err := sl.app.Read(discard{}, tcpip.ReadOptions{})
					if _, eof := err.(*tcpip.ErrClosedForReceive); eof {
						break
					}
					if spin > 1000000 {
						fail("no EOF: " + err.String())
					}
					runtime.Gosched()
				}
				sl.app.Close()
			}
			for j := range slots {
				for !slots[j].gotFin {
					readOne()
				}
			}
			for j := range slots {
				send(&slots[j], fAck)
			}
			drain()
			r.cl += time.Since(c)
		}
		r.n += uint64(k)
		tsval = 100000 + uint32(time.Since(started).Milliseconds())
	}
	if doClose { // the last connections must be gone too
		for i := 0; i < 1000 && s.Stats().TCP.CurrentConnected.Value() != uint64(len(idleEndpoints)); i++ {
			runtime.Gosched()
		}
	}
	r.wall = time.Since(t0)
	return
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

func flood(b int, rep int, max time.Duration) {
	slots, base = nil, nextIdx
	in0, sa0, rst0, cookies := nIn, nSynAck, nRst, s.Stats().TCP.ListenOverflowSynCookieSent.Value()
	t0 := time.Now()
	for time.Since(t0) < max {
		for j := 0; j < b; j++ {
			var p [64]byte
			input(build(p[:], nextIdx, cliISN(nextIdx), 0, fSyn, true, 0))
			nextIdx++
		}
		runtime.Gosched() // let the listener's processor run
		drain()
		tsval = 100000 + uint32(time.Since(started).Milliseconds())
	}
	for i := 0; i < 100; i++ {
		runtime.Gosched()
		drain()
	}
	secs := time.Since(t0).Seconds()
	if rep == 0 {
		return
	}
	n := nIn - in0
	fmt.Printf("RESULT stack=gvisor mode=flood batch=%d rep=%d n=%d secs=%.3f ns_per_syn=%.1f per_s=%.0f synack=%d rst=%d cookies=%d\n",
		b, rep, n, secs, secs*1e9/float64(n), float64(n)/secs, nSynAck-sa0, nRst-rst0,
		s.Stats().TCP.ListenOverflowSynCookieSent.Value()-cookies)
}

func rss() uint64 {
	var a, b uint64
	f, _ := os.ReadFile("/proc/self/statm")
	fmt.Sscan(string(f), &a, &b)
	return b * 4096
}

func memory(n uint64, r0, h0 uint64) {
	runtime.GC()
	debug.FreeOSMemory()
	r1 := rss()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("MEMORY stack=gvisor idle=%d by=packets before=%d after=%d bytes_per_conn=%.1f live_heap_per_conn=%.1f goroutines=%d\n",
		n, r0, r1, (float64(r1)-float64(r0))/float64(n), (float64(m.HeapAlloc)-float64(h0))/float64(n), runtime.NumGoroutine())
}

func setup(backlog int) {
	s = stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol},
	})
	sack := tcpip.TCPSACKEnabled(true)
	s.SetTransportProtocolOption(tcp.ProtocolNumber, &sack)
	link = channel.New(16384, 1500, "")
	if err := s.CreateNIC(nicID, link); err != nil {
		panic(err.String())
	}
	addr := tcpip.AddressWithPrefix{Address: tcpip.Address("\xc6\x12\x00\x01"), PrefixLen: 24}
	if err := s.AddProtocolAddress(nicID, tcpip.ProtocolAddress{Protocol: ipv4.ProtocolNumber, AddressWithPrefix: addr}, stack.AddressProperties{}); err != nil {
		panic(err.String())
	}
	s.SetRouteTable([]tcpip.Route{{Destination: header.IPv4EmptySubnet, NIC: nicID}})
	var wq waiter.Queue
	ep, err := s.NewEndpoint(tcp.ProtocolNumber, ipv4.ProtocolNumber, &wq)
	if err != nil {
		panic(err.String())
	}
	listener = ep
	if err := ep.Bind(tcpip.FullAddress{Port: 80}); err != nil {
		panic(err.String())
	}
	if err := ep.Listen(backlog); err != nil {
		panic(err.String())
	}
	var we waiter.Entry
	we, acceptCh = waiter.NewChannelEntry(waiter.ReadableEvents)
	wq.EventRegister(&we)
}

func numbers(list string) (all []int) {
	for _, text := range strings.Split(list, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 4096 {
			fmt.Fprintf(os.Stderr, "gvisor: no batch of 1 to 4096: %s\n", text)
			os.Exit(2)
		}
		all = append(all, n)
	}
	return
}

func openIdle(n uint64, b int) {
	idleEndpoints = make([]tcpip.Endpoint, 0, n)
	runtime.GC()
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	r0 := rss()
	r := cycles(n, b, false, 5*time.Minute)
	if r.n != n {
		fail("too few idle connections")
	}
	fmt.Printf("RESULT stack=gvisor mode=build idle=%d batch=%d n=%d secs=%.3f ns_handshake=%.1f accepted=%d\n",
		n, b, r.n, r.wall.Seconds(), float64(r.hs.Nanoseconds())/float64(r.n), accepted)
	memory(n, r0, m.HeapAlloc)
}

func churn(heldNow, count uint64, b, rep int, max time.Duration) {
	in0, out0 := nIn, nOut
	r := cycles(count, b, true, max)
	if rep == 0 {
		return
	}
	n := float64(r.n)
	fmt.Printf("RESULT stack=gvisor mode=churn idle=%d batch=%d rep=%d n=%d secs=%.3f ns_per_cycle=%.1f ns_handshake=%.1f ns_close=%.1f per_s=%.0f accepted=%d live=%d in=%d out=%d badcsum=%d stray=%d\n",
		heldNow, b, rep, r.n, r.wall.Seconds(), float64(r.wall.Nanoseconds())/n, float64(r.hs.Nanoseconds())/n,
		float64(r.cl.Nanoseconds())/n, n/r.wall.Seconds(), accepted, s.Stats().TCP.CurrentEstablished.Value(),
		nIn-in0, nOut-out0, nBad, nStray)
}

func main() {
	mode := flag.String("m", "churn", "churn or flood")
	idle := flag.Uint64("n", 0, "idle connections")
	count := flag.Uint64("c", math.MaxUint64, "cycles of each repetition at most")
	list := flag.String("b", "1", "batches, with commas between them")
	reps := flag.Int("r", 1, "repetitions after the warm-up")
	seconds := flag.Float64("t", 1, "seconds of each")
	backlog := flag.Int("B", 4096, "listen backlog (gonet's default is 4096)")
	flag.BoolVar(&verify, "v", false, "verify the checksums of all answers")
	flag.Parse()
	batches := numbers(*list)
	setup(*backlog)
	if *mode != "flood" {
		cycles(2000, batches[len(batches)-1], true, time.Minute)
	}
	if *idle > 0 {
		openIdle(*idle, batches[len(batches)-1])
	}
	for rep := 0; rep <= *reps; rep++ { // repetition 0 warms up
		for _, b := range batches {
			max := time.Duration(*seconds * float64(time.Second))
			if rep == 0 {
				max /= 4
			}
			if *mode == "flood" {
				flood(b, rep, max)
			} else {
				churn(*idle, *count, b, rep, max)
			}
		}
	}
	counters()
}
